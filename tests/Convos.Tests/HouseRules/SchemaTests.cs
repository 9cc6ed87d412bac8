using System.Text.RegularExpressions;
using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>An enum and the check constraint of its column are one list, written twice.</summary>
[Trait("On", "PostgreSQL15")]
public sealed partial class SchemaTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    public static TheoryData<string, string, string[]> Columns => new()
    {
        { "operators", "role", Names<Role>() },
        { "operators", "theme", Names<Theme>() },
        { "operators", "presence_cause", Names<PresenceCause>() },
        { "operator_pages", "section", Names<Section>() },
        { "pauses", "icon", Names<PauseIcon>() },
        { "channels", "trouble", Names<ChannelTrouble>() },
        { "channel_notices", "kind", Names<ChannelNoticeKind>() },
        { "channel_notices", "level", Names<NoticeLevel>() },
        { "conversations", "origin", Names<ConversationOrigin>() },
        { "conversations", "source", Names<ConversationSource>() },
        { "tickets", "status", Names<TicketStatus>() },
        { "tickets", "origin", Names<TicketOrigin>() },
        { "messages", "author", Names<Author>() },
        { "messages", "kind", Names<MessageKind>() },
        { "messages", "delivery", Names<Delivery>() },
        { "message_sends", "state", Moving },
        { "reaction_sends", "state", Names<ReactionState>() },
        { "inbox_people", "duty", Names<InboxDuty>() },
        { "inbox_teams", "duty", Names<InboxDuty>() },
        { "inboxes", "strategy", Names<Strategy>() },
        { "inboxes", "owner_else", Names<OwnerElse>() },
        { "inboxes", "on_leave", Names<OnLeave>() },
        { "one_time_links", "purpose", Names<LinkPurpose>() },
        { "mails", "state", Names<MailState>() },
        { "templates", "category", Names<TemplateCategory>() },
        { "templates", "status", Names<TemplateStatus>() },
        { "list_choices", "view", Names<TicketView>() },
        { "shortcuts", "scope", Names<ShortcutScope>() },
        { "library_files", "kind", Files },
        { "shortcut_files", "kind", Files },
        { "alert_sounds", "kind", Names<AlertKind>() },
        { "alert_sounds", "tone", Names<AlertTone>() },
        { "contact_fields", "kind", Names<FieldKind>() },
        { "installation", "who_blocks", Names<Role>() },
        { "channel_blocks", "state", Names<ChannelBlockState>() },
        { "channel_blocks", "cause", Names<BlockCause>() },
        { "contact_imports", "state", Names<ImportState>() },
        { "contact_imports", "known", Names<KnownContacts>() },
        { "contact_import_faults", "reason", Names<RowFault>() },
        { "facts", "kind", Names<FactKind>() },
        { "rollups", "tier", Names<RollupTier>() },
        { "load_rollups", "tier", ["quarter", "day", "month"] },
        { "segments", "list", Names<SegmentList>() },
        { "audit", "subject", Names<AuditSubject>() },
        { "audit", "action", Names<AuditAction>() },
    };

    // What arrives and what never leaves have no attempts.
    private static string[] Moving => [.. Names<Delivery>().Except([Delivery.Received.Name(), Delivery.Internal.Name()])];

    private static string[] Files => [.. Enum.GetValues<MessageKind>().Where(kind => kind.CarriesFile()).Select(kind => kind.Name())];

    [Theory]
    [MemberData(nameof(Columns))]
    public async Task A_column_knows_the_names_of_its_enum_and_no_others(string table, string column, string[] names)
    {
        var check = await Make.One<string>(test.Database,
            """
            select string_agg(pg_get_constraintdef(c.oid), '')
            from pg_constraint c
            join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
            where c.contype = 'c' and cardinality(c.conkey) = 1
              and c.conrelid = @table::regclass and a.attname = @column and pg_get_constraintdef(c.oid) like '%ARRAY[%'
            """, new { table, column });

        Assert.Equal(names.Order(StringComparer.Ordinal), Literal().Matches(check).Select(found => found.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_database_ranks_deliveries_as_the_enum_orders_them()
    {
        await using var db = await test.Database.Open();

        var ranked = await db.QueryAsync<string>("select state from unnest(@Moving) states(state) order by delivery_rank(state) desc", new { Moving });

        Assert.Equal(Moving.Reverse(), ranked);
    }

    [Fact]
    public void Every_name_is_read_back_as_the_value_it_came_from()
    {
        Assert.All(Enum.GetValues<PresenceCause>(), value => Assert.Equal(value, EnumNames.Parse<PresenceCause>(value.Name())));
        Assert.All(Enum.GetValues<ConversationOrigin>(), value => Assert.Equal(value, EnumNames.Parse<ConversationOrigin>(value.Name())));
    }

    private static string[] Names<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => value.Name())];

    [GeneratedRegex("'([a-z_]+)'::text")]
    private static partial Regex Literal();
}
