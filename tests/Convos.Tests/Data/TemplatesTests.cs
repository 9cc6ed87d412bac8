using Convos.Data;

namespace Convos.Tests;

/// <summary>What is known of a channel's templates, and how one is filled in.</summary>
[Trait("On", "PostgreSQL15")]
public sealed class TemplatesTests : IAsyncLifetime
{
    private static readonly DateTime Noon = Make.Noon;

    private readonly TestDatabase test = new();
    private Desk desk = null!;

    private Database Database => test.Database;

    public async Task InitializeAsync()
    {
        await test.InitializeAsync();
        desk = await Desk.Open(Database);
    }

    public Task DisposeAsync() => test.DisposeAsync();

    [Fact]
    public async Task Only_what_is_approved_is_offered_and_found_by_name_or_words_without_accents()
    {
        await TemplateDesk.Tells(Database, desk.Channel, Noon,
            TemplateDesk.Told("estado_pedido", TemplateDesk.Order), TemplateDesk.Told("saludo", TemplateDesk.Plain with { Body = "¿Todavía podemos ayudarte?" }),
            TemplateDesk.Told("pausada", TemplateDesk.Plain, TemplateStatus.Paused), TemplateDesk.Told("en_espera", TemplateDesk.Plain, TemplateStatus.Pending));

        Assert.Equal(["estado_pedido", "saludo"], await Offered(""));
        Assert.Equal(["saludo"], await Offered("todavia"));
        Assert.Equal(["estado_pedido"], await Offered("estado pedido"));
        Assert.Empty(await Offered("pausada"));
        Assert.Empty(await Offered("%"));
    }

    [Fact]
    public async Task What_the_channel_no_longer_tells_is_gone_and_it_is_asked_again_after_an_hour()
    {
        await TemplateDesk.Tells(Database, desk.Channel, Noon, TemplateDesk.Told("una", TemplateDesk.Plain), TemplateDesk.Told("otra", TemplateDesk.Plain));
        await using var db = await Database.Open();
        Assert.Null(await Templates.Claim(db, Noon.AddMinutes(59)));

        var claim = (await Templates.Claim(db, Noon.AddMinutes(60)))!;
        Assert.Null(await Templates.Claim(db, Noon.AddMinutes(60)));
        await Templates.Keep(Database, claim, [TemplateDesk.Told("otra", TemplateDesk.Plain)], Noon.AddMinutes(60));

        Assert.Equal(["otra"], await Offered(""));
    }

    [Fact]
    public async Task What_could_not_be_told_leaves_what_is_known()
    {
        await TemplateDesk.Tells(Database, desk.Channel, Noon, TemplateDesk.Told("una", TemplateDesk.Plain));
        await using var db = await Database.Open();
        var claim = (await Templates.Claim(db, Noon.AddHours(1)))!;

        await Templates.NotTold(db, claim, "190 · Invalid OAuth access token", TimeSpan.FromMinutes(15), Noon.AddHours(1));

        Assert.Equal(["una"], await Offered(""));
        Assert.Equal((1, Noon, "190 · Invalid OAuth access token", false), await State(Noon.AddHours(1)));
        Assert.NotNull(await Templates.Claim(db, Noon.AddMinutes(75)));
    }

    [Fact]
    public async Task A_wish_that_comes_while_the_channel_is_being_asked_is_not_lost()
    {
        await using var db = await Database.Open();
        var claim = (await Templates.Claim(db, Noon))!;

        await Templates.Want(db, desk.Channel.Id, Noon.AddSeconds(1));
        await Templates.Keep(Database, claim, [], Noon.AddSeconds(2));

        Assert.NotNull(await Templates.Claim(db, Noon.AddSeconds(3)));
    }

    [Fact]
    public async Task News_change_what_is_known_older_news_do_not_and_news_of_a_stranger_has_the_channel_asked()
    {
        await TemplateDesk.Tells(Database, desk.Channel, Noon, TemplateDesk.Told("una", TemplateDesk.Plain), TemplateDesk.Told("otra", TemplateDesk.Plain));

        await desk.Arrives(Noon.AddMinutes(2), News("una", Noon.AddMinutes(1), new("una", "es", TemplateStatus.Paused, null, null)));
        await desk.Arrives(Noon.AddMinutes(3), News("old", Noon.AddMinutes(-5), new("otra", "es", TemplateStatus.Disabled, null, null)));

        Assert.Equal(["otra"], await Offered(""));
        await using var db = await Database.Open();
        Assert.NotNull(await Templates.Claim(db, Noon.AddMinutes(4)));
    }

    [Theory]
    [InlineData(FailureCause.TemplatePaused, TemplateStatus.Paused)]
    [InlineData(FailureCause.TemplateDisabled, TemplateStatus.Disabled)]
    [InlineData(FailureCause.TemplateWrong, TemplateStatus.Approved)]
    public async Task A_refusal_for_the_templates_sake_is_learned_and_the_channel_is_asked(FailureCause cause, TemplateStatus then)
    {
        await TemplateDesk.Tells(Database, desk.Channel, Noon, TemplateDesk.Told("estado_pedido", TemplateDesk.Order));
        var ana = await desk.Operator();
        await Messages.Reply(Database, ana, (await desk.Held(ana)).Id, TemplateDesk.OrderDraft(desk.Channel), Noon.AddMinutes(1));

        await Outbox.Failed(Database, (await desk.Claim(Noon.AddMinutes(1)))!, "132015", Noon.AddMinutes(1), cause);

        await using var db = await Database.Open();
        Assert.Equal(then, Assert.Single(await Templates.All(db, desk.Channel.Id)).Status);
        Assert.NotNull(await Templates.Claim(db, Noon.AddMinutes(1)));
        Assert.Equal(1, await Make.One<int>(Database, "select count(*)::int from events where kind = 'templates_wanted'"));
    }

    [Fact]
    public async Task With_a_file_over_its_text_it_leaves_with_one_of_ones_own_of_that_kind_once_the_channel_has_it()
    {
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        var (picture, his, document) = (await Upload(ana, MessageKind.Image), await Upload(bruno, MessageKind.Image), await Upload(ana, MessageKind.Document));
        var filled = TemplateDesk.Filled(desk.Channel, TemplateDesk.WithPicture, ("body.1", "Marta"));

        Assert.Equal(TemplateProblem.NoFile, filled.Problems[FilledTemplate.FileKey]);
        Assert.Equal(TemplateProblem.NoFile, filled.With(document).Problems[FilledTemplate.FileKey]);
        foreach (var key in new[] { Guid.NewGuid(), his.Id, document.Id })
        {
            Assert.Equal(RefusalReason.NoSuchFile, (await Messages.Reply(Database, ana, ticket.Id, filled.Draft(key), Noon)).Refusal?.Reason);
        }

        Assert.Empty(filled.With(picture).Problems);
        var sent = (await Messages.Reply(Database, ana, ticket.Id, filled.With(picture).Draft(Guid.NewGuid()), Noon)).Message!;
        Assert.Equal((MessageKind.Template, "foto.jpg"), (sent.Kind, sent.Attachment?.FileName));
        Assert.Null(await desk.Claim(Noon));
        await using var db = await Database.Open();
        await ChannelFiles.Given(db, (await ChannelFiles.Claim(db, Noon))!, "m-1", Noon.AddDays(29), Noon);
        var claimed = (await desk.Claim(Noon))!;
        Assert.Equal((sent.Id, "m-1", "foto.jpg"), (claimed.MessageId, claimed.MediaId, claimed.FileName));
    }

    [Fact]
    public async Task What_bears_no_file_gets_none_whatever_its_key_is_called()
    {
        var ana = await desk.Operator();
        var upload = await Upload(ana, MessageKind.Image);

        var sent = await Messages.Reply(Database, ana, (await desk.Held(ana)).Id, TemplateDesk.OrderDraft(desk.Channel, upload.Id), Noon);

        Assert.Null(sent.Message!.Attachment);
    }

    [Fact]
    public async Task A_file_kept_under_a_key_gives_way_to_another_until_the_message_is_sent()
    {
        var (ana, bruno) = (await desk.Operator(), await desk.Operator());
        var ticket = await desk.Held(ana);
        var key = (await Upload(ana, MessageKind.Image)).Id;

        Assert.Equal("otra.jpg", (await Upload(ana, MessageKind.Image, key, "otra.jpg"))?.FileName);
        Assert.Null(await Upload(bruno, MessageKind.Image, key, "suya.jpg"));
        var filled = TemplateDesk.Filled(desk.Channel, TemplateDesk.WithPicture, ("body.1", "Marta"));
        await Messages.Reply(Database, ana, ticket.Id, filled.With(await Upload(ana, MessageKind.Image, key, "última.jpg")).Draft(key), Noon);

        Assert.Equal("última.jpg", (await Upload(ana, MessageKind.Image, key, "tarde.jpg"))?.FileName);
    }

    [Fact]
    public void Every_variable_is_asked_for_once_and_each_must_be_filled_within_its_bounds()
    {
        var told = TemplateDesk.Told("estado_pedido", TemplateDesk.Order with { Body = "{{1}}: {{2}}, {{1}}." });
        var typed = TemplateDesk.Filled(desk.Channel, told, ("header.1", new string('x', 61)), ("body.1", "  "), ("body.2", "sí\nclaro       amigo"));

        Assert.Equal(["header.1", "body.1", "body.2", "button.0"], TemplateField.Of(told.Parts).Select(field => field.Key));
        Assert.Equal(
            new Dictionary<string, TemplateProblem> { ["header.1"] = TemplateProblem.TooLong, ["body.1"] = TemplateProblem.Missing, ["button.0"] = TemplateProblem.Missing },
            typed.Problems);
        Assert.Equal("sí claro    amigo", typed.Values["body.2"]);
    }

    [Fact]
    public void Values_that_fit_one_by_one_and_not_together_are_told_so()
    {
        var told = TemplateDesk.Told("estado_pedido", TemplateDesk.Order with { Header = null, Buttons = [] });

        var typed = TemplateDesk.Filled(desk.Channel, told, ("body.1", new string('x', 600)), ("body.2", new string('y', 600)));

        Assert.All(["body.1", "body.2"], key => Assert.Equal(TemplateProblem.TextTooLong, typed.Problems[key]));
    }

    private static InboundNotice News(string id, DateTime at, TemplateNews news) =>
        new(id, at, ChannelNoticeKind.TemplateStatus, NoticeLevel.Warning, news.Name, "PAUSED", "", "{}", null) { Template = news };

    private async Task<Upload> Upload(Viewer viewer, MessageKind kind) => (await Upload(viewer, kind, Guid.NewGuid(), "foto.jpg"))!;

    private async Task<Upload?> Upload(Viewer viewer, MessageKind kind, Guid key, string name)
    {
        await using var db = await Database.Open();
        return await Uploads.Keep(db, viewer, key, kind, new StoredFile(new string('a', 64), "image/jpeg", 1000, 640, 480, false, null), name, Noon);
    }

    private async Task<IEnumerable<string>> Offered(string search)
    {
        await using var db = await Database.Open();
        return (await Templates.Offered(db, desk.Channel.Id, search, 50)).Select(template => template.Name);
    }

    private async Task<(int, DateTime?, string, bool)> State(DateTime now)
    {
        await using var db = await Database.Open();
        var state = await Templates.State(db, desk.Channel.Id, now);
        return (state.Known, state.At, state.Error, state.IsDue);
    }
}
