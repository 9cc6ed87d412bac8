using Convos.Data;

namespace Convos.Tests;

/// <summary>What «Rendimiento» says that it is of, on screen, on paper and in its file.</summary>
public sealed class PerformanceScopeTests(TestApp app) : SupervisionTest(app)
{
    [Fact]
    public async Task A_report_of_an_inbox_or_of_a_person_names_them_on_the_page_and_in_the_file()
    {
        var (desk, other) = (await Desk(), await Desk());
        var ana = await Operator(desk);
        await Attended(desk, ana.Viewer);
        using var supervisor = await Supervisor(desk.Inbox, other.Inbox);
        using var hers = await Session.SignedIn(App, ana.Email);
        var inbox = "Bandeja: " + await Make.One<string>(App.Database, "select name from inboxes where id = @Inbox", new { desk.Inbox });
        var person = $"Operador: {ana.Viewer.Name}";

        foreach (var (session, query, said) in new[] { (supervisor, "", Array.Empty<string>()), (supervisor, $"?inbox={desk.Inbox}", [inbox]), (supervisor, $"?inbox={desk.Inbox}&operator={ana.Viewer.Id}", [inbox, person]), (hers, "", [person]) })
        {
            var page = (await session.Get($"/performance{query}")).Document;
            var lines = (await session.Get($"/performance.csv{query}")).Body.TrimStart('\uFEFF').Split("\r\n");

            Assert.Equal(said, page.QuerySelectorAll(".performance-scope strong").Select(part => part.TextContent));
            Assert.Equal(said, lines[0].Split(',')[5..]);
            Assert.Contains(lines, line => line.StartsWith($"Total,{string.Join(" · ", said)},Cierres,1,", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Against_the_period_before_counts_change_in_per_cent_and_shares_in_points_in_every_cell()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        var yesterday = DateTime.UtcNow.Date.AddDays(-1);
        await Measured(desk.Inbox, 3);
        await Attended(desk, ana.Viewer, yesterday.AddHours(-12));
        await Attended(desk, ana.Viewer, yesterday.AddHours(-11));
        await Measured(desk.Inbox, 30);
        await Attended(desk, ana.Viewer, yesterday.AddHours(11));
        await Attended(desk, ana.Viewer, yesterday.AddHours(12));
        await Attended(desk, ana.Viewer, yesterday.AddHours(13));
        using var supervisor = await Supervisor(desk.Inbox);
        var day = $"{yesterday:yyyy-MM-dd}";

        var compared = (await supervisor.Get($"/performance?from={day}&to={day}")).Document;
        var alone = (await supervisor.Get($"/performance?from={day}&to={day}&compare=no")).Document;

        var share = compared.QuerySelector(".performance-sums a[href*='figure=target,']")!.Closest("dd")!;
        Assert.Equal("+100 pp", share.QuerySelector(".sum-change")!.TextContent);
        foreach (var rows in new[] { "table-work_inboxes", "table-work_people" })
        {
            string Was(string metric) => compared.QuerySelector($"section[aria-labelledby={rows}] tbody a[href*='figure={metric},']")!.Closest("td")!.QuerySelector(".was")!.TextContent;
            Assert.Equal(("Antes: 2 (+50 %)", "Antes: 0 % (+100 pp)"), (Was("closings"), Was("target").Replace('\u00A0', ' ')));
        }

        Assert.Empty(alone.QuerySelectorAll(".was, .sum-change"));
    }

    [Fact]
    public async Task The_file_has_what_the_page_has_the_period_before_queues_causes_hours_and_curves_and_of_people_only_their_own()
    {
        var desk = await Desk();
        var ana = await Operator(desk);
        var yesterday = DateTime.UtcNow.Date.AddDays(-1);
        await Attended(desk, ana.Viewer, yesterday.AddHours(-12));
        await Attended(desk, ana.Viewer, yesterday.AddHours(12));
        await Attended(desk, ana.Viewer, yesterday.AddHours(12));
        await Move(TicketMove.Take, ana.Viewer, await Make.Ticket(App.Database, desk.Channel, Now.AddMinutes(-5)));
        await Run("insert into queue_snapshots (at, taken_at, inbox_id, open, unassigned, pending, oldest) values (@at, @at, @inbox, 7, 3, 2, @at - interval '90 seconds')", new { at = yesterday.AddHours(6), inbox = desk.Inbox });
        await Run(
            "insert into presence_intervals (operator_id, available, cause, since, until) values (@id, false, 'silence', @since, @since + interval '1 hour')",
            new { id = ana.Viewer.Id, since = yesterday.AddHours(13) });
        using var supervisor = await Supervisor(desk.Inbox);
        var day = $"{yesterday:yyyy-MM-dd}";

        var file = (await supervisor.Get($"/performance.csv?from={day}&to={day}&metric=turn")).Body.Split("\r\n");
        var alone = (await supervisor.Get($"/performance.csv?from={day}&to={day}&compare=no")).Body;

        void Has(string start) => Assert.True(file.Any(line => line.StartsWith(start, StringComparison.Ordinal)), $"{start}: {string.Join('\n', file)}");
        Has("Total,,Cierres,2,,,,,,1,,");
        Has("Total,,Primera respuesta,2,,240,240,240,,1,,240,240,240,");
        Has("Total,,Sin responder ahora,1,");
        Has("Total,,Espera más larga (s),3");
        Has($"Operador,{ana.Viewer.Name},No disponible (s): Sin señales durante 2 minutos,3600,");
        Has($"Tramo,{day},Tickets creados,2,");
        Has($"Tramo,{day},Tiempo de respuesta,2,,2");
        Has($"Cola,{day}T06:00:00+00:00,Sin asignar,3,");
        Has($"Cola,{day}T06:00:00+00:00,Espera más larga (s),90,");
        Assert.Contains(file, line => line.Contains(":00,Mensajes de clientes por hora de la semana,", StringComparison.Ordinal) || line.Contains(":00,Tickets creados por hora de la semana,2,", StringComparison.Ordinal));
        Assert.DoesNotContain(file, line => line.StartsWith("Operador,", StringComparison.Ordinal) && (line.Contains(",Tickets creados,", StringComparison.Ordinal) || line.Contains(",Espera en cola,", StringComparison.Ordinal)));
        Assert.Contains("Total,,Cierres,2,,,,,,,,,,,", alone, StringComparison.Ordinal);
        Assert.Equal(file.Length - 4, int.Parse(file[^2].Split(',')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Days_beyond_the_longest_and_zones_that_there_are_not_are_missed_in_words()
    {
        using var supervisor = await Supervisor();

        async Task<string[]> Notices(string query) =>
            [.. (await supervisor.Get($"/performance{query}")).Document.QuerySelectorAll("main > .notice").Select(notice => notice.TextContent)];

        Assert.Empty(await Notices(""));
        Assert.Empty(await Notices("?from=2026-03-29&to=2026-03-01&zone=buenos%20aires"));
        Assert.Contains("hasta 1101 días", Assert.Single(await Notices("?from=2020-01-01&to=2026-03-01")), StringComparison.Ordinal);
        Assert.Contains("entre 2000 y 2100", Assert.Single(await Notices("?from=1999-12-30&to=2000-01-03")), StringComparison.Ordinal);
        Assert.Equal("No hay una zona horaria «Mars/Olympus»: los días son los de UTC.", Assert.Single(await Notices("?zone=Mars/Olympus")));
        var file = (await supervisor.Get("/performance.csv?from=2020-01-01&to=2026-03-01&zone=Mars/Olympus")).Body.Split("\r\n");
        Assert.Contains("hasta 1101 días", file[1], StringComparison.Ordinal);
        Assert.Contains("«Mars/Olympus»", file[2], StringComparison.Ordinal);
    }

    private Task Measured(long inbox, int minutes) => Run("update inbox_clocks set target_minutes = @minutes where inbox_id = @inbox", new { inbox, minutes });
}
