namespace Convos.Web;

/// <summary>One call that goes wrong: refused, or accepted with the answer late, lost or garbled, or failed afterwards.</summary>
/// <param name="Answer">In place of the regular answer.</param>
/// <param name="Accepts">Whether the message goes out all the same.</param>
/// <param name="Hold">How long the answer is kept back.</param>
/// <param name="FailsWith">The code of the status <c>failed</c> that follows an accepted message.</param>
public sealed record GraphFault(GraphAnswer? Answer = null, bool Accepts = false, TimeSpan Hold = default, int? FailsWith = null)
{
    public static GraphFault Refusal(int code, int status = 400) => new(GraphErrors.Answer(code, status));

    public static GraphFault BadGateway(bool accepts) =>
        new(new GraphAnswer(502, "<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html"), accepts);

    public static GraphFault Garbled(bool accepts) => new(new GraphAnswer(200, "{\"messaging_product\":\"whatsapp\",\"mess"), accepts);

    public static GraphFault Late(TimeSpan hold) => new(Accepts: true, Hold: hold);

    public static GraphFault FailedAfterwards(int code) => new(Accepts: true, FailsWith: code);
}

/// <summary>What the status <c>failed</c> of an accepted message says.</summary>
public sealed record GraphFailure(int Code, string? Details = null);
