using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>«¿De dónde sale este número?»: whom the clock of a ticket stood at, and what was counted of it.</summary>
public sealed class TicketClockPage(Database database, TimeProvider clock, IStringLocalizer<Texts> texts) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public long Id { get; set; }

    public TicketLine Line { get; private set; } = null!;

    public string Chat => $"/inbox/all/{Id}";

    public async Task<IActionResult> OnGet()
    {
        if (!ModelState.IsValid || await TicketLine.Read(Database, User.Viewer(), Id, Now) is not { } line)
        {
            return NotFound();
        }

        Line = line;
        return Page();
    }

    /// <summary>To the message in the chat.</summary>
    public string To(long message) => $"{Chat}?around={message}#message-{message}";

    public string Lasted(LinePart part) => part.Until is { } until ? FigureWords.Lasting((until - part.From).TotalSeconds) : texts["Clock.GoesOn", FigureWords.Lasting((Now - part.From).TotalSeconds)];

    public IEnumerable<(LineState State, double Seconds)> Sums =>
        from part in Line.Parts
        group Seconds(part) by part.State into state
        orderby state.Key
        select (state.Key, state.Sum());

    /// <summary>Drawn in proportion, yet so that every part is seen.</summary>
    public IEnumerable<(string X, string Width, LineState State, string Said)> Boxes
    {
        get
        {
            // How long it has been closed by now says nothing, and would leave no room.
            var parts = Line.Parts.Where(part => part is not { State: LineState.Closed, Until: null }).ToList();
            var whole = parts.Sum(Seconds) is var sum and > 0 ? sum : 1;
            var least = Math.Min(4.0, 1000.0 / Math.Max(1, parts.Count));
            var room = 1000.0 - (least * parts.Count);
            var x = 0.0;
            foreach (var part in parts)
            {
                var width = least + (room * Seconds(part) / whole);
                yield return (Number(x), Number(width), part.State, $"{texts[$"LineState.{part.State}"]}: {Lasted(part)}");
                x += width;
            }
        }
    }

    private double Seconds(LinePart part) => ((part.Until ?? Now) - part.From).TotalSeconds;

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
