using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Convos.Tests;

/// <summary>One person's browser without scripts: cookies, the antiforgery token, and answers as documents.</summary>
public sealed class Session : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient http;
    private string token = "";

    public Session(Uri address) => http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = address };

    public HttpClient Http => http;

    /// <summary>As a browser would send them.</summary>
    public string Cookies => cookies.GetCookieHeader(http.BaseAddress!);

    public static async Task<Session> SignedIn(TestApp app, string email, string password = TestApp.Password)
    {
        var session = new Session(app.Address);
        await session.Get("/login");
        var answer = await session.Post("/login", ("Email", email), ("Password", password));
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        return session;
    }

    public async Task<Answer> Get(string path, bool htmx = false, string? currentUrl = null, string? target = null) =>
        await Send(new HttpRequestMessage(HttpMethod.Get, path), htmx, currentUrl, target);

    /// <summary>With the token of the last page that had one.</summary>
    public Task<Answer> Post(string path, params (string Name, string Value)[] fields) => Post(path, htmx: false, fields);

    public Task<Answer> Htmx(string path, params (string Name, string Value)[] fields) => Post(path, htmx: true, fields);

    /// <summary>A form with a file, its other fields and its token behind the file.</summary>
    public Task<Answer> Upload(string path, string field, byte[] content, string fileName, params (string Name, string Value)[] fields) =>
        Upload(path, [(field, content, fileName)], htmx: false, fields);

    public Task<Answer> Upload(string path, string field, byte[] content, string fileName, bool htmx, params (string Name, string Value)[] fields) =>
        Upload(path, [(field, content, fileName)], htmx, fields);

    public Task<Answer> Upload(string path, (string Field, byte[] Content, string FileName)[] files, params (string Name, string Value)[] fields) =>
        Upload(path, files, htmx: false, fields);

    private Task<Answer> Upload(string path, (string Field, byte[] Content, string FileName)[] files, bool htmx, (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, content, fileName) in files)
        {
            form.Add(new ByteArrayContent(content), field, fileName);
        }

        foreach (var (name, value) in fields.Append(("__RequestVerificationToken", token)))
        {
            form.Add(new StringContent(value), name);
        }

        return Send(new HttpRequestMessage(HttpMethod.Post, path) { Content = form }, htmx, null, null);
    }

    public void Dispose() => http.Dispose();

    private Task<Answer> Post(string path, bool htmx, (string Name, string Value)[] fields) =>
        Send(new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Append(("__RequestVerificationToken", token))
                .Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2))),
        }, htmx, new Uri(http.BaseAddress!, path.Split('?')[0]).ToString(), null);

    private async Task<Answer> Send(HttpRequestMessage request, bool htmx, string? currentUrl, string? target)
    {
        request.Headers.Add("Accept", "text/html");
        if (htmx)
        {
            request.Headers.Add("HX-Request", "true");
            request.Headers.Add("HX-Current-URL", currentUrl is null ? http.BaseAddress!.ToString() : new Uri(http.BaseAddress!, currentUrl).ToString());
            if (target is not null)
            {
                request.Headers.Add("HX-Target", target);
            }
        }

        using var response = await http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        // One parser each: a browsing context keeps a history of all it opened, and tears where several tests open at once.
        var document = new HtmlParser().ParseDocument(body);
        token = document.QuerySelector("input[name=__RequestVerificationToken]")?.GetAttribute("value") ?? token;
        return new Answer(response.StatusCode, response.Headers.Location?.ToString(), body, document);
    }
}

public sealed record Answer(HttpStatusCode Status, string? Location, string Body, IDocument Document);
