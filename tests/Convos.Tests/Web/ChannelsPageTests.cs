using System.Net;
using Convos.Data;
using Convos.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>«Canales» by posts and reloads: connecting, editing, trying, switching.</summary>
public sealed class ChannelsPageTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task A_number_is_connected_and_no_page_shows_its_secrets_again()
    {
        using var admin = await Admin();
        var (name, account) = (Name(), Account());

        var made = await admin.Post("/settings/channels/new", await Fields(("Form.Name", name), ("Form.AccountId", $" {account} "), ("Form.AppSecret", $"{Secret}\n"), ("Form.AccessToken", "EAABtoken")));
        var page = await admin.Get(made.Location!);
        var list = await admin.Get("/settings/channels");

        Assert.Equal((HttpStatusCode.SeeOther, $"/settings/channels/{name}"), (made.Status, made.Location));
        Assert.Equal(account, page.Document.QuerySelector("#account-id")!.GetAttribute("value"));
        Assert.EndsWith($"/webhooks/whatsapp/{name}", page.Document.QuerySelector("#callback")!.GetAttribute("value"), StringComparison.Ordinal);
        var channel = await Stored(name);
        Assert.Equal(Secrets.Open(channel.VerifyToken), page.Document.QuerySelector("#verify")!.GetAttribute("value"));
        Assert.Equal((Secret, "EAABtoken"), (Secrets.Open(channel.AppSecret), Secrets.Open(channel.AccessToken)));
        Assert.Contains(name, list.Body, StringComparison.Ordinal);
        Assert.All([page, list], answer =>
        {
            Assert.DoesNotContain(Secret, answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("EAABtoken", answer.Body, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("Form.Name", "Con Espacios", "minúsculas")]
    [InlineData("Form.Name", "new", "minúsculas")]
    [InlineData("Form.AccountId", "+54 11 5555", "de 5 a 25 dígitos")]
    [InlineData("Form.BusinessId", "abc", "WABA")]
    [InlineData("Form.AppSecret", "0123456789abcdef 123456789abcdef", "tiene espacios")]
    [InlineData("Form.AppSecret", "corto", "32 caracteres")]
    [InlineData("Form.AppSecret", "", "Falta el secreto")]
    [InlineData("Form.AccessToken", "EAA BB", "espacios o saltos")]
    [InlineData("Form.AccessToken", "", "Falta el token")]
    [InlineData("Form.InboxId", "999999", "deshabilitada")]
    public async Task Each_wrong_field_has_its_own_sentence_and_what_was_typed_stays(string field, string value, string sentence)
    {
        using var admin = await Admin();

        var answer = await admin.Post("/settings/channels/new", await Fields(
            ("Form.Name", Name()), ("Form.AccountId", Account()), ("Form.AppSecret", Secret), ("Form.AccessToken", "EAAB"), ("Form.DisplayAddress", "+54 escrito"), (field, value)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(sentence, answer.Document.QuerySelector(".problems")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("+54 escrito", answer.Document.QuerySelector("#display")!.GetAttribute("value"));
        Assert.Single(answer.Document.QuerySelectorAll("[aria-invalid=true]"));
        Assert.DoesNotContain(Secret, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_is_connected_already_is_refused_in_a_sentence()
    {
        using var admin = await Admin();
        var taken = await app.Channel(await Make.Inbox(app.Database));

        var answer = await admin.Post("/settings/channels/new", await Fields(("Form.Name", Name()), ("Form.AccountId", taken.AccountId), ("Form.AppSecret", Secret), ("Form.AccessToken", "EAAB")));

        Assert.Contains("ya está conectado", answer.Document.QuerySelector(".problems")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trying_the_connection_tells_what_failed_and_keeps_it_with_and_without_javascript()
    {
        using var admin = await Admin();
        var channel = await Known("token-one", "secret-one");
        await admin.Get($"/settings/channels/{channel.Name}");

        var live = await admin.Htmx($"/settings/channels/{channel.Name}?handler=check");
        app.Graph.Graph.Connect(app.Graph.Graph.Numbers.Single(number => number.Id == channel.AccountId) with { AccessToken = "another" });
        var plain = await admin.Post($"/settings/channels/{channel.Name}?handler=check");
        var page = await admin.Get($"/settings/channels/{channel.Name}");
        var list = await admin.Get("/settings/channels");

        Assert.Contains("acepta el token", live.Document.QuerySelector("#checks .fine")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", live.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, plain.Status);
        Assert.Contains("rechaza el token", page.Document.QuerySelector("#checks .wrong")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Token rechazado", list.Body, StringComparison.Ordinal);
        Assert.Contains(channel.Name, list.Document.QuerySelector("#warnings")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_an_administrator_is_told_of_channels_in_trouble()
    {
        var channel = await Known("token-two", "secret-two");
        await using (var db = await app.Database.Open())
        {
            await Channels.Troubled(db, channel.Id, channel.AccessToken, ChannelTrouble.Restricted, "no", DateTime.UtcNow);
        }

        var email = $"ana{Make.Number()}@convos.test";
        await app.Person(email, Role.Supervisor, channel.InboxId);
        using var supervisor = await Session.SignedIn(app, email);

        Assert.Null((await supervisor.Get("/inbox/mine")).Document.QuerySelector("#warnings"));
    }

    [Fact]
    public async Task Switching_off_and_on_says_what_happened_and_stands_in_the_audit()
    {
        using var admin = await Admin();
        var channel = await app.Channel(await Make.Inbox(app.Database));
        await admin.Get($"/settings/channels/{channel.Name}");

        await admin.Post($"/settings/channels/{channel.Name}?handler=switch", ("enabled", "false"));
        var off = await admin.Get($"/settings/channels/{channel.Name}");
        await admin.Post($"/settings/channels/{channel.Name}?handler=switch", ("enabled", "true"));

        Assert.Contains("Deshabilitado", off.Document.QuerySelector(".section-head .state")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("disabled,enabled", await Make.One<string>(
            app.Database, "select string_agg(action, ',' order by id) from audit where subject = 'channel' and subject_id = @Id", new { channel.Id }));
    }

    [Fact]
    public async Task A_send_that_meta_refuses_for_its_token_shows_on_the_channel_and_one_that_leaves_clears_it()
    {
        var inbox = await Make.Inbox(app.Database);
        var channel = await app.Channel(inbox);
        var viewer = await app.Person($"op{Make.Number()}@convos.test", Role.Operator, inbox);
        await Presences.Choose(app.Database, viewer.Id, available: true, DateTime.UtcNow);
        var number = $"+549115{Make.Number():D7}";
        app.Graph.Graph.Phone(channel.AccountId, number, "Cliente").Write("hola");
        Ticket? ticket = null;
        await Until.True(async () => await Make.One<int>(app.Database, "select count(*)::int from tickets where channel_id = @Id", new { channel.Id }) == 1, "A ticket");
        ticket = await Make.Of(app.Database, channel, number);
        await Tickets.Apply(app.Database, TicketMove.Take, viewer, ticket.Id, DateTime.UtcNow);
        app.Graph.Graph.FailNext(GraphFault.Refusal(190, 401), channel.AccountId);

        await Messages.Reply(app.Database, viewer, ticket.Id, "uno", Guid.NewGuid(), DateTime.UtcNow);
        await Until.True(async () => await Trouble(channel) == "token_rejected", "The trouble");
        await using (var db = await app.Database.Open())
        {
            await Dapper.SqlMapper.ExecuteAsync(db, "update message_sends set next_try_at = state_at where channel_id = @Id", new { channel.Id });
            await Dapper.SqlMapper.ExecuteAsync(db, "select pg_notify('convos_inbound', '')");
        }

        await Until.True(async () => await Trouble(channel) is null, "Its end");
        Assert.True(await Make.One<bool>(app.Database, "select last_send_at is not null from channels where id = @Id", new { channel.Id }));
    }

    private ISecrets Secrets => app.Services.GetRequiredService<ISecrets>();

    private static string Name() => $"canal-{Make.Number()}";

    private static string Account() => $"77{Make.Number():D10}";

    private Task<string?> Trouble(Channel channel) => Make.One<string?>(app.Database, "select trouble from channels where id = @Id", new { channel.Id });

    private async Task<Channel> Stored(string name)
    {
        await using var db = await app.Database.Open();
        return (await Channels.ByName(db, name))!;
    }

    /// <summary>A channel whose token is no other number's.</summary>
    private async Task<Channel> Known(string token, string secret)
    {
        var (name, account, inbox) = (Name(), Account(), await Make.Inbox(app.Database));
        await using var db = await app.Database.Open();
        await Channels.Create(db, "whatsapp", name, account, "", inbox, Secrets.Seal(secret), Secrets.Seal("verify"), Secrets.Seal(token), DateTime.UtcNow);
        app.Graph.Graph.Connect(new FakeNumber(account, "+1 555", token, secret, () => new Uri(app.Address, $"/webhooks/whatsapp/{name}")));
        return (await Channels.ByName(db, name))!;
    }

    private async Task<Session> Admin()
    {
        var email = $"admin{Make.Number()}@convos.test";
        await app.Person(email, Role.Admin);
        var admin = await Session.SignedIn(app, email);
        await admin.Get("/settings/channels/new");
        return admin;
    }

    private async Task<(string, string)[]> Fields(params (string Name, string Value)[] fields)
    {
        (string Name, string Value)[] all = [("Form.Kind", "whatsapp"), ("Form.InboxId", $"{await Make.Inbox(app.Database)}"), .. fields];
        return [.. all.GroupBy(field => field.Name).Select(group => group.Last())];
    }
}
