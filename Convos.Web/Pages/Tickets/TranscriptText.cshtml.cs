using System.Text;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>The same as plain text. Each line after the first of what somebody wrote is indented, so that nobody can write a line in another's name.</summary>
public sealed class TranscriptTextPage(Database database, IStringLocalizer<Texts> texts) : TranscriptModel(database, texts)
{
    private readonly IStringLocalizer<Texts> texts = texts;

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (!await Load(ct))
        {
            return NotFound();
        }

        string[] lines =
        [
            texts["Transcript.Of", Ticket.Id, Ticket.Who().ReplaceLineEndings(" ")],
            $"{Ticket.InboxName} · {Ticket.ChannelName} · {texts[$"Status.{Ticket.Status}"].Value}",
            texts["Tickets.ZoneOf", Clock.Id],
            "",
            .. Lines.Select(Written),
            "",
        ];
        return File(Encoding.UTF8.GetBytes(string.Join("\n", lines)), "text/plain; charset=utf-8", $"ticket-{Ticket.Id}.txt");
    }

    private string Written(TranscriptLine line)
    {
        var stamp = Zones.Stamp(line.At, Clock);
        var words = line.Parts.Select(part => part.ReplaceLineEndings("\n    "));
        return line.Who is null
            ? $"[{stamp}] — {string.Join(" ", words)}"
            : $"[{stamp}] {line.Who.ReplaceLineEndings(" ")}{(line.IsNote ? $" ({texts["Kind.Note"].Value})" : "")}: {string.Join("\n    ", words)}";
    }
}
