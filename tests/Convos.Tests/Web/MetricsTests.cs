using System.Net;
using System.Net.Http.Headers;
using Convos.Data;
using Convos.Web;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Convos.Tests;

/// <summary>What Convos tells of itself at /metrics, and to whom.</summary>
public sealed class MetricsTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task The_main_job_shows_in_the_figures()
    {
        var inbox = await Make.Inbox(app.Database);
        var channel = await app.Channel(inbox);
        var email = $"metrics{Make.Number()}@convos.test";
        var ana = await app.Person(email, Role.Operator, inbox);
        using var session = await Session.SignedIn(app, email);
        await using var stream = await LiveStream.Of(session, "/inbox/all");
        await stream.Signal("hello");

        app.Graph.Graph.Phone(channel.AccountId, "+5491155507777", "Marta").Write("hola");
        await stream.Next(item => item.Data.Contains("hola", StringComparison.Ordinal));
        var ticket = await Make.Of(app.Database, channel, "+5491155507777");
        await Tickets.Apply(app.Database, TicketMove.Take, ana, ticket.Id, DateTime.UtcNow);
        await Messages.Reply(app.Database, ana, ticket.Id, "buenas", Guid.NewGuid(), DateTime.UtcNow);

        foreach (var figure in new[]
        {
            "convos_live_streams", "convos_live_event_to_paint_seconds_count", "convos_ingest_batch_size_count", "convos_ingest_batch_duration_seconds_count",
            "convos_outbox_sends_total", "convos_job_duration_seconds_count", "http_server_request_duration_seconds_count", "db_client_operation_duration_seconds_count",
        })
        {
            await Until.True(async () => (await Figures()).Any(line => line.StartsWith(figure, StringComparison.Ordinal) && !line.EndsWith(" 0", StringComparison.Ordinal)), figure);
        }

        foreach (var gauge in new[] { "convos_inbound_pending", "convos_inbound_lag_seconds", "convos_inbound_parked", "convos_outbox_pending", "convos_outbox_lag_seconds", "convos_outbox_put_off", "convos_outbox_uncertain", "convos_tickets_open" })
        {
            await Until.True(async () => (await Figures()).Any(line => line.StartsWith(gauge, StringComparison.Ordinal)), gauge);
        }
    }

    [Fact]
    public async Task Where_there_is_a_token_nobody_reads_them_without_it()
    {
        await using var guarded = await TestApp.On(app.Database, ("Metrics:Token", "llave de las cifras"));
        using var http = new HttpClient { BaseAddress = guarded.Address };

        using var without = await http.GetAsync("/metrics");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "otra");
        using var wrong = await http.GetAsync("/metrics");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "llave de las cifras");
        using var right = await http.GetAsync("/metrics");

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK), (without.StatusCode, wrong.StatusCode, right.StatusCode));
        Assert.Equal("Bearer", without.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Switched_off_there_is_no_such_page()
    {
        await using var quiet = await TestApp.On(app.Database, ("Metrics:Enabled", "false"));
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = quiet.Address };

        using var answer = await http.GetAsync("/metrics");

        Assert.NotEqual(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/inbox/{view}/{ticket:long?}", "/inbox/mine/42", "/inbox/*/42")]
    [InlineData("/join/{token}", "/join/un-enlace", "/join/*")]
    [InlineData("/contacts/{id}", "/contacts/5491155501234", "/contacts/*")]
    [InlineData(null, "/join/un-enlace", "/*/*")]
    public void A_trace_keeps_the_words_of_our_routes_and_ids_and_no_more(string? route, string path, string kept) =>
        Assert.Equal(kept, Observability.Redacted(path, route is null ? null : RoutePatternFactory.Parse(route)));

    private async Task<string[]> Figures()
    {
        using var http = new HttpClient();
        return (await http.GetStringAsync(new Uri(app.Address, "/metrics"))).Split('\n');
    }
}
