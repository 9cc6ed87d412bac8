using System.Globalization;

namespace Convos.Bench;

/// <summary>A page that nobody looks at for minutes or hours: its browser lets it sleep, and its operator must stay «En línea» all the while.</summary>
internal static class Hidden
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    public static async Task Run(Stage stage, Report report)
    {
        var email = Staff.Email(1);
        var cookies = (await stage.Visitor(email)).Cookies;
        await using var tab = await HiddenTab.Open(new(stage.App.Address, "/inbox/mine"), cookies);
        var (hidden, silence, began) = (true, TimeSpan.Zero, DateTime.UtcNow);
        while (DateTime.UtcNow - began < TimeSpan.FromMinutes(stage.Options.Minutes))
        {
            await Task.Delay(Pace);
            hidden &= await tab.IsHidden();
            var sign = await stage.One<DateTime>(
                "select max(p.last_sign_at) from operator_pages p join operators o on o.id = p.operator_id where o.email = @email", new { email });
            silence = TimeSpan.FromTicks(Math.Max(silence.Ticks, (DateTime.UtcNow - sign).Ticks));
        }

        var left = await stage.One<int>(
            """
            select count(*)::int
            from presence_intervals i
            join operators o on o.id = i.operator_id
            where o.email = @email and not i.available and i.since > @began
            """, new { email, began });
        report.Add(new Result("hidden", "a page under another tab", string.Create(CultureInfo.InvariantCulture, $"{stage.Options.Minutes:0.#} min"))
        {
            Figure = $"longest silence {silence.TotalSeconds:0} s",
            MustHold = true,
        }.Aims(
            Goal.Least("hidden all the while", 1, hidden ? 1 : 0),
            Goal.Most("timers woken in a minute", 3, await tab.WokenInAMinute()),
            Goal.Most("seconds without a sign of life", 119, silence.TotalSeconds),
            Goal.Most("times No disponible", 0, left)));
    }
}
