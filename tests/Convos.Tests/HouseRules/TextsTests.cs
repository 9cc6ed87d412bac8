using System.Text.RegularExpressions;
using System.Xml.Linq;
using Convos.Data;
using Convos.Web;
using Convos.Web.Pages;
using Convos.Workers;

namespace Convos.Tests;

/// <summary>Every word on screen is in both languages, is used, and stands where one looks for it.</summary>
public sealed partial class TextsTests
{
    private static readonly List<KeyValuePair<string, string>> Spanish = Read("Texts.resx");
    private static readonly List<KeyValuePair<string, string>> English = Read("Texts.en.resx");
    private static readonly HashSet<string> Keys = [.. Spanish.Select(text => text.Key)];

    private static readonly string Sources = string.Join('\n', Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "Convos.Web"), "*.cs*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".cs" or ".cshtml" && !OfTheBuild().IsMatch(file))
        .Select(File.ReadAllText));

    /// <summary>The texts that are named by a value.</summary>
    public static TheoryData<string, string[]> Families => new()
    {
        { "ActivityGroup.{0}", Enum.GetNames<ActivityGroup>() },
        { "AnswerProblem.{0}", Enum.GetNames<Convos.Web.Pages.AnswerProblem>() },
        { "Contact.Field.{0}", ["email", "language", "name", "notes", "owner", "phones"] },
        { "ContactOrder.{0}", Enum.GetNames<ContactOrder>() },
        { "ConversationOrigin.{0}", Enum.GetNames<ConversationOrigin>() },
        { "EraseProblem.{0}", Enum.GetNames<EraseProblem>() },
        { "MergeProblem.{0}", Enum.GetNames<MergeProblem>() },
        { "FieldKind.{0}", Enum.GetNames<FieldKind>() },
        { "FileGroup.{0}", Enum.GetNames<FileGroup>() },
        { "MediaShape.{0}", ["Failed", "Missing", "Waiting"] },
        { "Alerts.{0}", Enum.GetNames<AlertKind>() },
        { "AlertTone.{0}", Enum.GetNames<AlertTone>() },
        { "Audit.Action.{0}", Enum.GetNames<AuditAction>() },
        { "Audit.Subject.{0}", Enum.GetNames<AuditSubject>() },
        { "Link.{0}", [nameof(LinkState.Expired), nameof(LinkState.Used), nameof(LinkState.Replaced), nameof(LinkState.Unknown)] },
        { "Link.{0}.Title", Enum.GetNames<LinkPurpose>() },
        { "Link.{0}.Text", Enum.GetNames<LinkPurpose>() },
        { "Link.{0}.Choose", Enum.GetNames<LinkPurpose>() },
        { "Mail.{0}.Subject", Enum.GetNames<LinkPurpose>() },
        { "Mail.{0}.Text", Enum.GetNames<LinkPurpose>() },
        { "MailState.{0}", Enum.GetNames<MailState>() },
        { "PersonState.{0}", Enum.GetNames<PersonState>() },
        { "People.{0}Hint", Enum.GetNames<Role>() },
        { "People.LinkTo{0}", Enum.GetNames<LinkPurpose>() },
        { "People.No.{0}", Enum.GetNames<PeopleRefusal>() },
        { "Audit.Field.{0}", AuditFields },
        { "AnswerTo.{0}", Enum.GetNames<AnswerTo>() },
        { "Waits.{0}", Enum.GetNames<PassedFor>() },
        { "Teams.{0}", ["ChangedMeanwhile", "NameTaken"] },
        { "Assigned.{0}", ["LeastBusy", "NamedOwner", "Owner", "Turn"] },
        { "Failure.{0}", [.. Failure.Names] },
        { "Unsupported.{0}", Said.KeptBack },
        { "Author.{0}", Enum.GetNames<Author>() },
        { "Block.Who.{0}", Enum.GetNames<Role>() },
        { "BlockCause.{0}", Enum.GetNames<BlockCause>() },
        { "Bulk.Choose.{0}", Enum.GetNames<BulkWhat>() },
        { "Cause.{0}", Enum.GetNames<PresenceCause>() },
        { "CauseOf.{0}", Enum.GetNames<PresenceCause>() },
        { "ChannelEntry.{0}", ["inbox", "dialogue"] },
        { "ChannelKind.{0}", ["whatsapp"] },
        { "ChannelProblem.{0}", Enum.GetNames<ChannelProblem>() },
        { "ChannelState.{0}", Enum.GetNames<ChannelState>() },
        { "Conversations.Origin.{0}", Enum.GetNames<ConversationOrigin>() },
        { "Conversations.Source.{0}", Enum.GetNames<ConversationSource>() },
        { "Company.{0}", Enum.GetNames<Doing>() },
        { "CheckOutcome.{0}", Enum.GetNames<CheckOutcome>() },
        { "ContactsFileFault.{0}", Enum.GetNames<Convos.Web.Pages.ContactsFileFault>() },
        { "CsvFault.{0}", Enum.GetNames<CsvFault>() },
        { "DialogueProblem.{0}", Enum.GetNames<DialogueProblem>() },
        { "Dropped.{0}", [nameof(PresenceCause.BySupervisor), nameof(PresenceCause.LeftSection), nameof(PresenceCause.Silence)] },
        { "Delivery.{0}", Enum.GetNames<Delivery>() },
        { "Duty.{0}", Enum.GetNames<InboxDuty>() },
        { "Empty.{0}", Enum.GetNames<TicketView>() },
        { "Error.{0}.Title", ["400", "401", "403", "404", "413", "429", "500", "503"] },
        { "Error.{0}.Text", ["400", "401", "403", "404", "413", "429", "500", "503"] },
        { "Error.{0}.Safe", ["400", "401", "403", "404", "413", "429", "500", "503"] },
        { "LineState.{0}", Enum.GetNames<LineState>() },
        { "FactKind.{0}", ["Bot", "Closed", "ClosedBySilence", "FirstReply", "FirstReplyRescue", "FirstTurn", "Handled", "NextTurn", "OwnFirstReply", "OwnFirstTurn", "OwnNextTurn", "QueueWait", "Unassigned"] },
        { "Metric.{0}", [.. Metric.All.Select(metric => metric.Key)] },
        { "Metric.Rule.{0}", [.. Metric.All.Select(metric => metric.Key), "now", "presence", "queue"] },
        { "Performance.Band.{0}", [.. ReportBands.All.Select(band => $"{band}")] },
        { "Performance.Group.{0}", [.. PerformanceTables.Groups(ofPerson: false).Select(group => group.Key)] },
        { "Performance.Heat.{0}", [.. Metric.ByHour.Select(metric => metric.Key)] },
        { "Performance.Preset.{0}", ["days30", "lastMonth", "month", "today", "week", "year", "yesterday"] },
        { "Performance.Table.{0}", ["csat_inboxes", "csat_people", "hands_inboxes", "hands_people", "origins_inboxes", "times_inboxes", "times_people", "work_inboxes", "work_people"] },
        { "Inboxes.{0}", [.. Enum.GetNames<InboxProblem>().Except([nameof(InboxProblem.NotFound)])] },
        { "Import.Column.{0}", [.. ImportColumns.All] },
        { "ImportState.{0}", Enum.GetNames<ImportState>() },
        { "ImportLead.{0}", Enum.GetNames<ImportState>() },
        { "MappingProblem.{0}", Enum.GetNames<MappingProblem>() },
        { "RowFault.{0}", Enum.GetNames<RowFault>() },
        { "JobResult.{0}", Enum.GetNames<JobResult>() },
        { "Kind.{0}", Enum.GetNames<MessageKind>() },
        { "Login.{0}", [.. Enum.GetNames<SignInOutcome>().Except([nameof(SignInOutcome.Welcome), nameof(SignInOutcome.NeedsCode)])] },
        { "EventState.{0}", ["pending", "done", "parked", "discarded"] },
        { "File.An.{0}", [.. WhatsAppLimits.All.Select(limit => limit.Kind.ToString())] },
        { "File.Problem.{0}", Enum.GetNames<FileRule>() },
        { "File.Sort.{0}", Enum.GetNames<FileSort>() },
        { "Finding.{0}", Enum.GetNames<Finding>() },
        { "Gauge.{0}", [.. Gauge.Names] },
        { "GaugeRule.{0}", [.. Gauge.Names] },
        { "Job.{0}", [.. Convos.Workers.Recurring.All.Select(line => line.Name)] },
        { "LibraryFault.{0}", Enum.GetNames<LibraryFault>() },
        { "Notice.{0}", Enum.GetNames<ChannelNoticeKind>() },
        { "OnLeave.{0}", Enum.GetNames<OnLeave>() },
        { "OnLeaveHint.{0}", Enum.GetNames<OnLeave>() },
        { "OwnerElse.{0}", Enum.GetNames<OwnerElse>() },
        { "Strategy.{0}", Enum.GetNames<Strategy>() },
        { "StrategyHint.{0}", Enum.GetNames<Strategy>() },
        { "Order.{0}", Enum.GetNames<ListOrder>() },
        { "Origin.{0}", Enum.GetNames<TicketOrigin>() },
        { "Passed.{0}", Enum.GetNames<PassedFor>() },
        { "PauseIcon.{0}", Enum.GetNames<PauseIcon>() },
        { "PickProblem.{0}", Enum.GetNames<Convos.Web.Pages.PickProblem>() },
        { "PhoneProblem.{0}", Enum.GetNames<PhoneProblem>() },
        { "TemplateCategory.{0}", Enum.GetNames<TemplateCategory>() },
        { "TemplateProblem.{0}", Enum.GetNames<TemplateProblem>() },
        { "TemplateStatus.{0}", Enum.GetNames<TemplateStatus>() },
        { "Photo.{0}", Enum.GetNames<PortraitFault>() },
        { "Presence.{0}", ["Available", "Unavailable", "Away"] },
        { "Refusal.{0}", Enum.GetNames<RefusalReason>() },
        { "Role.{0}", Enum.GetNames<Role>() },
        { "Simulator.Fault.{0}", [.. SimulatorFaults.Names] },
        { "Simulator.Kind.{0}", [.. Convos.Web.Pages.SimulatorPage.Kinds, "location", "contacts", "unsupported", "deleted"] },
        { "Simulator.State.{0}", Enum.GetNames<BubbleState>() },
        { "ScheduleProblem.{0}", Enum.GetNames<ScheduleProblem>() },
        { "ShortcutFault.{0}", Enum.GetNames<ShortcutFault>() },
        { "ShortcutScope.{0}", Enum.GetNames<ShortcutScope>() },
        { "Variable.{0}", [.. Variables.Names] },
        { "Source.{0}", [nameof(ConversationSource.Ad), nameof(ConversationSource.Post), nameof(ConversationSource.Other)] },
        { "TimetableProblem.{0}", Enum.GetNames<TimetableProblem>() },
        { "Status.{0}", Enum.GetNames<TicketStatus>() },
        { "Segments.{0}.Deleted", Enum.GetNames<SegmentList>() },
        { "Segments.{0}.Name", Enum.GetNames<SegmentList>() },
        { "Segments.{0}.NeedsFilter", Enum.GetNames<SegmentList>() },
        { "Segments.{0}.NeedsName", Enum.GetNames<SegmentList>() },
        { "Segments.{0}.Save", Enum.GetNames<SegmentList>() },
        { "Segments.{0}.Saved", Enum.GetNames<SegmentList>() },
        { "Sticker.{0}", Enum.GetNames<StickerFault>() },
        { "Stranger.{0}", Enum.GetNames<StrangerReason>() },
        { "Theme.{0}", Enum.GetNames<Theme>() },
        { "Tickets.{0}", ["Number", "State", "Inbox", "Channel", "Origin", "Contact", "Phone", "Tags", "Opened", "FirstAssigned", "FirstAnswered", "ClosedAt", "ClosedBy", "Operator", "Reason", "Observation", "Received", "Sent", "Score"] },
        { "Tickets.Was.{0}", ["reopened", "rotated", "transferred"] },
        { "Tone.{0}", Enum.GetNames<Tone>() },
        { "View.{0}", Enum.GetNames<TicketView>() },
        { "Why.{0}", Enum.GetNames<AssignmentReason>() },
    };

    /// <summary>Of the changes that are logged today; one without words is shown as it is.</summary>
    private static string[] AuditFields =>
    [
        "access_token", "account_id", "app_secret", "attends", "business_account_id", "closing_reasons", "colour", "description", "display_address",
        "email", "enabled", "entry", "events", "files", "filter", "grace", "greeting", "hand_off", "holidays", "icon", "inbox", "inbox_id", "members", "name",
        "not_understood", "options", "out_of_hours", "pause", "person", "presence", "read_receipts", "reason", "report_zone", "requires_observation", "role", "schedule", "scope", "supervises", "teams", "text", "title", "week", "zone",
        "access_token", "account_id", "app_secret", "attends", "business_account_id", "closing_reasons", "colour", "created", "description", "display_address",
        "email", "enabled", "entry", "events", "faulty", "files", "filter", "grace", "greeting", "hand_off", "holidays", "icon", "inbox", "inbox_id", "members", "name",
        "not_understood", "options", "out_of_hours", "pause", "person", "presence", "read_receipts", "requires_observation", "role", "schedule", "scope", "supervises", "teams", "text", "title", "unchanged", "updated", "week", "zone",
        "access_token", "account_id", "app_secret", "attends", "auto_close_hours", "auto_close_warning", "auto_close_warning_minutes", "business_account_id",
        "cap", "channels_to", "closing_reasons", "colour", "description", "display_address", "email", "enabled", "entry", "events", "files", "filter",
        "first_response_minutes", "grace", "greeting", "hand_off", "holidays", "inbox", "inbox_id", "inboxes", "leave_minutes", "members", "menus_to", "name",
        "not_understood", "on_leave", "options", "out_of_hours", "owner_else", "owner_share", "person", "read_receipts", "requires_observation", "role",
        "rotation_minutes", "schedule", "scope", "strategy", "supervises", "team_attends", "team_supervises", "teams", "text", "tickets_stay", "tickets_to", "title", "week",
        "survey", "survey_thanks", "welcome", "zone", "kind", "required", "position", "shared", "query",
        "welcome", "who_blocks", "zone",
    ];

    [Fact]
    public void Both_languages_have_the_same_texts_in_the_same_order() =>
        Assert.Equal(Spanish.Select(text => text.Key), English.Select(text => text.Key));

    [Fact]
    public void The_texts_are_sorted_and_each_is_there_once() =>
        Assert.Equal(Keys.Order(StringComparer.Ordinal), Spanish.Select(text => text.Key));

    [Fact]
    public void No_text_is_empty_and_both_languages_fill_in_the_same_things() =>
        Assert.All(Spanish.Zip(English), pair =>
        {
            Assert.False(string.IsNullOrWhiteSpace(pair.First.Value) || string.IsNullOrWhiteSpace(pair.Second.Value), pair.First.Key);
            Assert.Equal((pair.First.Key, Holes(pair.First.Value)), (pair.First.Key, Holes(pair.Second.Value)));
        });

    [Theory]
    [MemberData(nameof(Families))]
    public void A_text_that_is_named_by_a_value_is_there_for_every_value(string family, string[] values) =>
        Assert.Empty(values.Select(value => family.Replace("{0}", value, StringComparison.Ordinal)).Except(Keys));

    [Fact]
    public void Every_family_in_the_sources_is_in_the_table_above()
    {
        var used = Family().Matches(Sources).Select(found => Hole().Replace(found.Groups[1].Value, "{0}")).Distinct();

        Assert.Equal(Families.Select(row => (string)((object[])row)[0]).Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_text_that_is_asked_for_is_there() =>
        Assert.Empty(Asked().Matches(Sources).Select(found => found.Groups[1].Value).Distinct().Except(Keys));

    [Fact]
    public void Every_text_is_used()
    {
        var families = Families.SelectMany(row =>
        {
            var cells = (object[])row;
            return ((string[])cells[1]).Select(value => ((string)cells[0]).Replace("{0}", value, StringComparison.Ordinal));
        });

        var unnamed = Keys.Except(families).ToList();
        Assert.Equal(unnamed.Where(key => Sources.Contains($"\"{key}\"", StringComparison.Ordinal)), unnamed);
    }

    private static List<KeyValuePair<string, string>> Read(string file) =>
        [.. XDocument.Load(Path.Combine(Repository.Root, "Convos.Web", "Texts", file)).Root!.Elements("data")
            .Select(data => KeyValuePair.Create(data.Attribute("name")!.Value, data.Element("value")!.Value))];

    private static string Holes(string text) => string.Join(' ', Hole().Matches(text).Select(found => found.Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"[/\\](obj|bin)[/\\]")]
    private static partial Regex OfTheBuild();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\$""([A-Z][A-Za-z]*\.(?:[A-Za-z.]*\{[^}""]*\}[A-Za-z.]*))""")]
    private static partial Regex Family();

    [GeneratedRegex(@"\b(?:T|texts)\[""([^""]+)""")]
    private static partial Regex Asked();
}
