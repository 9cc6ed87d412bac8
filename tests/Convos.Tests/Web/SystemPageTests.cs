using System.Net;
using Convos.Data;
using Dapper;
using Hangfire;
using Hangfire.States;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>«Estado del sistema» by posts and reloads.</summary>
public sealed class SystemPageTests(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public async Task A_parked_event_is_listed_opened_with_its_body_escaped_and_discarded()
    {
        using var admin = await Admin();
        var id = await Parked("""{"nombre":"<script>alert(1)</script>","n":[1,2]}"""u8.ToArray(), "System.Exception: no entra\n   at Somewhere()");

        var list = await admin.Get("/settings/system");
        var one = await admin.Get($"/settings/system/events/{id}");
        var gone = await admin.Post("/settings/system?handler=discard", ("ids", $"{id}"));
        var after = await admin.Get(gone.Location!);

        var row = list.Document.QuerySelector($"#parked a[href='/settings/system/events/{id}']")!.Closest("tr")!;
        Assert.Contains("System.Exception: no entra", row.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Somewhere", row.TextContent, StringComparison.Ordinal);
        Assert.Contains("at Somewhere()", one.Body, StringComparison.Ordinal);
        Assert.Equal(["{", "  \"nombre\": \"<script>alert(1)</script>\",", "  \"n\": ["], one.Document.QuerySelector("#body-of-event")!.TextContent.ReplaceLineEndings("\n").Split('\n')[..3]);
        Assert.DoesNotContain("<script>alert", one.Body, StringComparison.Ordinal);
        Assert.DoesNotContain($"/events/{id}", after.Body, StringComparison.Ordinal);
        Assert.Contains("Eventos descartados: 1", after.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("again")]
    [InlineData("discard")]
    public async Task Nothing_ticked_is_said_in_a_sentence(string handler)
    {
        using var admin = await Admin();
        var id = await Parked("{}"u8.ToArray(), "x");

        var answer = await admin.Post($"/settings/system?handler={handler}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("Marca al menos un evento.", answer.Document.QuerySelector("#parked .problems")!.TextContent.Trim());
        Assert.Equal("parked", await Make.One<string>(app.Database, "select state from inbound_events where id = @id", new { id }));
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_shown_as_it_is()
    {
        using var admin = await Admin();
        var id = await Parked([.. "esto <no> es JSON"u8, 0, 0xff], "x");

        var one = await admin.Get($"/settings/system/events/{id}");

        Assert.StartsWith("esto <no> es JSON", one.Document.QuerySelector("#body-of-event")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_was_never_set_aside_cannot_be_opened()
    {
        using var admin = await Admin();
        var channel = await app.Channel(await Make.Inbox(app.Database));
        var id = await Make.One<long>(
            app.Database, "insert into inbound_events (channel_id, received_at, body, state, settled_at) values (@Id, @at, '{}', 'done', @at) returning id", new { channel.Id, at = DateTime.UtcNow });

        Assert.Equal(HttpStatusCode.NotFound, (await admin.Get($"/settings/system/events/{id}")).Status);
    }

    [Fact]
    public async Task An_event_that_is_sent_through_again_is_told_of_until_it_is_settled()
    {
        using var admin = await Admin();
        var channel = await app.Channel(await Make.Inbox(app.Database));
        var id = await Parked(Payload.Change($$""" "messages":[{{Payload.Text("volvió", $"wamid.{Make.Number()}")}}] """, channel.AccountId), "x", channel);
        await admin.Get("/settings/system");

        var sent = await admin.Post("/settings/system?handler=again", ("ids", $"{id}"));

        Assert.StartsWith("/settings/system?again=", sent.Location, StringComparison.Ordinal);
        await Until.True(async () => (await admin.Get(sent.Location!)).Document.QuerySelector("#again")!.TextContent.Contains("recibidos: 1", StringComparison.Ordinal), "The result");
        Assert.Equal("volvió", await Make.One<string>(app.Database, "select body from messages where channel_id = @Id", new { channel.Id }));
    }

    [Fact]
    public async Task A_stranger_leads_to_its_connection_with_the_number_filled_in()
    {
        using var admin = await Admin();
        var channel = await app.Channel(await Make.Inbox(app.Database));
        var account = $"88{Make.Number():D10}";
        await using (var db = await app.Database.Open())
        {
            await InboundEvents.Store(db, channel.Id, Payload.Change($$""" "messages":[{{Payload.Text("ajeno", $"wamid.{Make.Number()}")}}] """, account), DateTime.UtcNow);
        }

        await Until.True(async () => (await admin.Get("/settings/system")).Body.Contains(account, StringComparison.Ordinal), "The stranger");
        var page = await admin.Get("/settings/system");
        var link = page.Document.QuerySelector($"#strangers a[href*='{account}']")!.GetAttribute("href")!;
        var form = await admin.Get(link);

        Assert.Equal(account, form.Document.QuerySelector("#account-id")!.GetAttribute("value"));
    }

    [Fact]
    public async Task The_figures_come_alone_for_the_poll_and_name_every_gauge()
    {
        using var admin = await Admin();

        var figures = await admin.Get("/settings/system?handler=figures", htmx: true);

        Assert.DoesNotContain("<html", figures.Body, StringComparison.Ordinal);
        Assert.All(Convos.Web.Pages.Gauge.Names, name => Assert.NotNull(figures.Document.QuerySelector($"#gauge-{name.ToLowerInvariant()} .state")));
        Assert.Contains("every 5s", figures.Document.QuerySelector("#figures")!.GetAttribute("hx-trigger"), StringComparison.Ordinal);
        Assert.All(Convos.Workers.Recurring.All, job => Assert.Contains($"<span class=\"quiet\">{job.Name}</span>", figures.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failed_jobs_are_counted_and_sent_through_again_with_all_their_attempts()
    {
        using var admin = await Admin();
        var jobs = app.Services.GetRequiredService<IBackgroundJobClient>();
        var id = jobs.Schedule(() => FailsOnce.Run(), TimeSpan.FromDays(1));
        using (var connection = app.Services.GetRequiredService<JobStorage>().GetConnection())
        {
            // Its retries are used up: Hangfire would else try by itself.
            connection.SetJobParameter(id, "RetryCount", "10");
        }

        jobs.ChangeState(id, new FailedState(new InvalidOperationException("no")));
        var bad = await admin.Get("/settings/system");

        var retried = await admin.Post("/settings/system?handler=retry");
        var after = await admin.Get(retried.Location!);

        Assert.Contains("Trabajos de vuelta en la cola: 1.", after.Body, StringComparison.Ordinal);
        Assert.Equal(1, await Make.One<int>(app.Database, "select count(*)::int from audit where subject = 'job' and action = 'reprocessed' and subject_name = 'FailsOnce'"));
        Assert.NotNull(bad.Document.QuerySelector("#gauge-failedjobs .bad"));
        await Until.True(() => Ended(id) is not null, $"The end of job {id}");
        Assert.Equal(SucceededState.StateName, Ended(id));
    }

    private string? Ended(string job) =>
        app.Services.GetRequiredService<JobStorage>().GetMonitoringApi().JobDetails(job).History[0].StateName is var state
            && (state == SucceededState.StateName || state == FailedState.StateName) ? state : null;

    private async Task<long> Parked(byte[] body, string error, Channel? channel = null)
    {
        channel ??= await app.Channel(await Make.Inbox(app.Database));
        return await Make.One<long>(
            app.Database,
            "insert into inbound_events (channel_id, received_at, body, state, settled_at, error) values (@Id, @at, @body, 'parked', @at, @error) returning id",
            new { channel.Id, at = DateTime.UtcNow, body, error });
    }

    private async Task<Session> Admin()
    {
        var email = $"admin{Make.Number()}@convos.test";
        await app.Person(email, Role.Admin);
        var admin = await Session.SignedIn(app, email);
        await admin.Get("/settings/system");
        return admin;
    }
}

/// <summary>A job whose database was away for a moment.</summary>
public static class FailsOnce
{
    private static int runs;

    public static void Run()
    {
        if (Interlocked.Increment(ref runs) == 1)
        {
            throw new TimeoutException("It was away.");
        }
    }
}
