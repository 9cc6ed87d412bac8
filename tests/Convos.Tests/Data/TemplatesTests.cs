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
