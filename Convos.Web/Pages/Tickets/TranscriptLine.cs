using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>What somebody wrote, or (with nobody) what happened. Parts are plain text: whoever shows them encodes them.</summary>
public sealed record TranscriptLine(DateTime At, string? Who, bool IsOurs, bool IsNote, IReadOnlyList<string> Parts)
{
    public static IReadOnlyList<TranscriptLine> Of(Transcript transcript, IStringLocalizer<Texts> texts)
    {
        var contact = transcript.Ticket.Who();
        return
        [
            .. transcript.Messages.Select(message => (SortKey.Of(message.SentAt, message.Id), Line: Of(message, contact, texts)))
                .Concat(transcript.Happenings.Select(happening => (happening.Place, Line: Of(happening, texts))))
                .OrderBy(one => one.Item1.Place).ThenBy(one => one.Item1.Tie)
                .Select(one => one.Line),
        ];
    }

    private static TranscriptLine Of(Message message, string contact, IStringLocalizer<Texts> texts)
    {
        var who = message.Author == Author.Contact ? contact : message.OperatorName ?? texts[$"Author.{message.Author}"].Value;
        return new(message.SentAt, who, message.Author != Author.Contact, message.Kind == MessageKind.Note, [.. PartsOf(message, texts)]);
    }

    private static TranscriptLine Of(Happening happening, IStringLocalizer<Texts> texts) => new(
        happening.Since ?? happening.At, null, false, false,
        [HappeningWords.Of(happening, texts).Text + (happening.Tag is { } tag ? $" {tag}" : "") + (happening.Reason is { } reason ? $" · {reason}" : "") + (happening.Observation is { } said ? $" · «{said}»" : "")]);

    private static IEnumerable<string> PartsOf(Message message, IStringLocalizer<Texts> texts)
    {
        var said = Said.Of(message, texts);
        if (said.News is { } news)
        {
            yield return news;
            yield break;
        }

        if (message.QuotedId is not null)
        {
            yield return $"> {(message.QuotedBody is { Length: > 0 } quoted ? quoted.ReplaceLineEndings(" ") : texts[$"Kind.{message.QuotedKind}"].Value)}";
        }

        if (!message.Kind.SpeaksForItself(message.Body) || message.Attachment is not null)
        {
            yield return $"[{texts[$"Kind.{message.Kind}"].Value}{(message.Attachment is { FileName.Length: > 0 } file ? $": {file.FileName}" : "")}]";
        }

        if (message.Body.Length > 0)
        {
            yield return message.Body;
        }

        foreach (var more in More(said))
        {
            yield return more;
        }

        if (message.Delivery == Delivery.Failed)
        {
            yield return $"[{texts["Delivery.Failed"].Value}]";
        }
    }

    private static IEnumerable<string> More(Said said) =>
    [
        .. new[] { said.Place?.Name, said.Place?.Address, said.Place?.Coordinates, said.Answer?.Description }.OfType<string>(),
        .. said.Cards.Select(card => string.Join(" · ", new[] { card.Name, card.Company }.OfType<string>().Concat(card.Phones).Concat(card.Mails))),
        .. (said.Answer?.Fields ?? []).Select(field => $"{field.Name}: {field.Value}"),
        .. (said.Basket?.Items ?? []).Select(item => $"{item.Quantity:0.##} × {item.Product}"),
    ];
}
