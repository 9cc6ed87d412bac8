using System.Text.Json.Nodes;

namespace Convos.Web;

/// <summary>An upload's form: what stands beside the file, and the file.</summary>
public sealed record MediaForm(string? MessagingProduct, string? Type, string? ContentType, string? FileName, byte[]? File);

/// <summary>Uploads a file for a number, tells of it, and forgets it.</summary>
public sealed class FakeGraphMedia(FakeGraph graph)
{
    private int told;

    public async Task<GraphAnswer> Upload(GraphQuestion question, MediaForm form, CancellationToken ct)
    {
        var fault = graph.Media.TakeUploadFault();
        var refusal = fault is { Accepts: false } ? fault.Answer : await graph.Stranger(question.Version, question.Id, question.Authorization) ?? Refusal(form);
        var media = refusal is null ? graph.Media.Keep(question.Id, form.ContentType!, form.FileName, form.File!, FakeMedia.UploadLives) : null;
        var answer = refusal ?? fault?.Answer ?? Tell(new() { ["id"] = media!.Id });
        graph.Media.Record(new(
            graph.Now, question.Id, form.MessagingProduct, form.Type, form.ContentType, form.FileName, form.File ?? [], answer.Status, answer.Code, media?.Id));
        await Task.Delay(fault?.Hold ?? default, graph.Clock, ct);
        return answer;
    }

    /// <param name="address">Of downloads.</param>
    public GraphAnswer About(StoredMedia media, GraphQuestion question, string address)
    {
        if (Unfit(media, question) is { } refusal)
        {
            return refusal;
        }

        // Meta itself cannot make up its mind.
        JsonNode size = Interlocked.Increment(ref told) % 2 == 0 ? media.Bytes.Length : $"{media.Bytes.Length}";
        return Tell(new()
        {
            ["messaging_product"] = "whatsapp",
            ["url"] = $"{address}/{media.Id}?{graph.Media.Ticket(media)}",
            ["mime_type"] = media.Mime,
            ["sha256"] = media.HexHash,
            ["file_size"] = size,
            ["id"] = media.Id,
        });
    }

    public GraphAnswer Delete(GraphQuestion question)
    {
        var media = graph.Media.Find(question.Id);
        if (graph.Questions.Refusal(question) is { } stranger)
        {
            return stranger;
        }

        if (media is null || Unfit(media, question) is not null)
        {
            return FakeGraphQuestions.Missing(question);
        }

        graph.Media.Forget(media.Id);
        return Tell(new() { ["success"] = true });
    }

    /// <summary>Whether this is the token of the number whose file it is.</summary>
    public bool Opens(StoredMedia media, string? authorization) => graph.Numbers.Any(number =>
        number.Id == media.PhoneNumberId && number.AccessToken == FakeGraph.Bearer(authorization) && !(number.TokenExpiresAt <= graph.Now));

    private GraphAnswer? Unfit(StoredMedia media, GraphQuestion question) =>
        graph.Questions.Refusal(question) is { } stranger ? stranger
        : !Opens(media, question.Authorization) || question.Query.GetValueOrDefault("phone_number_id", media.PhoneNumberId) != media.PhoneNumberId
            ? FakeGraphQuestions.Missing(question)
        : null;

    private static GraphAnswer? Refusal(MediaForm form)
    {
        var type = GraphMediaTypes.Of(form.ContentType);
        var ending = Path.GetExtension(form.FileName ?? "").TrimStart('.').ToLowerInvariant();
        return form.MessagingProduct is null ? GraphErrors.Words("The parameter messaging_product is required.")
            : form.MessagingProduct != "whatsapp" ? GraphErrors.Words("Param messaging_product must be one of {WHATSAPP}.")
            : form.File is not { } file ? GraphErrors.Words("The parameter file is required.")
            : string.IsNullOrWhiteSpace(form.Type) ? GraphErrors.Words("The parameter type is required.")
            : file.Length == 0 ? GraphErrors.Words("Param file must not be empty.")
            : type is null || GraphMediaTypes.Base(form.Type) != type.Mime || !type.Endings.Contains(ending) || !type.Looks(file)
                ? GraphErrors.Words($"Param file must be a file with one of the following types: {string.Join(", ", GraphMediaTypes.All.Select(one => one.Mime))}.")
            : file.Length > type.Limit(file) ? GraphErrors.Words($"Param file must be a file with size at most {type.Limit(file)} bytes.")
            : null;
    }

    private static GraphAnswer Tell(JsonObject what) => new(200, what.ToJsonString());
}
