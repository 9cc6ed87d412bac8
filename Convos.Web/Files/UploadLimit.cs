using Microsoft.AspNetCore.Http.Features;

namespace Convos.Web;

/// <summary>How much a page takes in one post. More is refused with 413, by its declared length before a byte is read, else at the limit.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class UploadLimitAttribute(int megabytes) : Attribute
{
    /// <summary>What surrounds a file in its form.</summary>
    private const int Form = 64 * 1024;

    /// <summary>Megabytes: a larger post is read to disk.</summary>
    internal const int MostInMemory = 16;

    public int Megabytes { get; } = megabytes;

    public int Bytes => Megabytes * 1024 * 1024 + Form;
}

/// <summary>Stands before whatever reads a body, and so before the antiforgery token is looked for: a token may stand behind fifty megabytes.</summary>
public static class UploadLimits
{
    public static void UseUploadLimits(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!HttpMethods.IsPost(http.Request.Method) || http.GetEndpoint()?.Metadata.GetMetadata<UploadLimitAttribute>() is not { } limit)
        {
            await next(http);
            return;
        }

        if (limit.Megabytes > UploadLimitAttribute.MostInMemory)
        {
            // Its files are spooled to disk while the form is read; a browser says beforehand how much it sends, and is held to it.
            await (http.Request.ContentLength <= limit.Bytes ? Unbound(http, next) : TooLarge(http));
            return;
        }

        var body = await RequestBody.Read(http.Request, limit.Bytes, http.RequestAborted);
        if (body is null)
        {
            await TooLarge(http);
            return;
        }

        http.Request.Body = new MemoryStream(body);
        await next(http);
    });

    private static Task Unbound(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = http.Request.ContentLength;
        }

        return next(http);
    }

    private static Task TooLarge(HttpContext http)
    {
        // Whoever writes the answer must not go looking for a form, nor the server for the rest of it.
        http.Request.Body = Stream.Null;
        http.Request.ContentType = null;
        http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        http.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }
}
