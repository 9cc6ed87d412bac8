using System.Net;
using System.Text.RegularExpressions;

namespace Convos.Bench;

/// <summary>Somebody who is signed in by HTTP, as a browser would be, with what a browser sends along.</summary>
public sealed partial class Visitor : IDisposable
{
    private readonly HttpClient http;
    private readonly string cookie;

    private Visitor(HttpClient http, string cookie, string token) => (this.http, this.cookie, Token) = (http, cookie, token);

    /// <summary>Of the forms.</summary>
    public string Token { get; }

    /// <summary>As a browser sends them.</summary>
    public string Cookies => cookie;

    public static async Task<Visitor> SignIn(Uri address, string email)
    {
        var jar = new CookieContainer();
        using var door = new HttpClient(new SocketsHttpHandler { CookieContainer = jar, UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = address };
        var login = await door.GetStringAsync("/login");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Email"] = email, ["Password"] = Staff.Password, ["__RequestVerificationToken"] = FormToken().Match(login).Groups[1].Value,
        });
        using var welcome = await door.PostAsync("/login", form);
        if (welcome.StatusCode != HttpStatusCode.SeeOther)
        {
            throw new InvalidOperationException($"{email} cannot sign in: {(int)welcome.StatusCode}\n{await welcome.Content.ReadAsStringAsync()}");
        }

        var page = await door.GetStringAsync("/inbox/mine");
        var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false, UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = int.MaxValue, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        })
        { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        return new(http, jar.GetCookieHeader(address), FormToken().Match(page).Groups[1].Value);
    }

    /// <summary>The bytes that came over the wire. An answer that is none of ours is an exception.</summary>
    public async Task<byte[]> Get(string path, string? htmxTarget = null, CancellationToken ct = default)
    {
        using var response = await http.SendAsync(Request(HttpMethod.Get, path, htmxTarget), ct);
        return await Whole(response, path);
    }

    /// <summary>The same, not compressed.</summary>
    public async Task<byte[]> Plain(string path, string? htmxTarget = null)
    {
        using var request = Request(HttpMethod.Get, path, htmxTarget);
        request.Headers.Remove("Accept-Encoding");
        using var response = await http.SendAsync(request);
        return await Whole(response, path);
    }

    /// <summary>Head and body of an answer.</summary>
    public async Task<long> Weigh(string path)
    {
        using var request = Request(HttpMethod.Get, path, null);
        using var response = await http.SendAsync(request);
        var head = response.Headers.Concat(response.Content.Headers).Sum(header => header.Key.Length + header.Value.Sum(value => value.Length) + 4);
        return head + 17 + (await Whole(response, path)).Length;
    }

    public async Task<byte[]> Post(string path, params (string Name, string Value)[] fields)
    {
        using var request = Request(HttpMethod.Post, path, "div#toasts");
        request.Headers.Add("HX-Current-URL", new Uri(http.BaseAddress!, path.Split('?')[0]).ToString());
        request.Headers.Add("RequestVerificationToken", Token);
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await http.SendAsync(request);
        return await Whole(response, path);
    }

    /// <summary>As a form without scripts is sent; answers where it leads.</summary>
    public async Task<string> Send(string path, HttpContent form)
    {
        using var request = Request(HttpMethod.Post, path, null);
        request.Headers.Add("RequestVerificationToken", Token);
        request.Content = form;
        using var response = await http.SendAsync(request);
        return response.StatusCode == HttpStatusCode.SeeOther
            ? response.Headers.Location!.ToString()
            : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>The whole page as text, and the address of its stream.</summary>
    public async Task<(string Html, string Live)> Page(string path)
    {
        var html = System.Text.Encoding.UTF8.GetString(await Plain(path));
        return (html, WebUtility.HtmlDecode(LiveUrl().Match(html).Groups[1].Value));
    }

    /// <summary>The caller reads it, and disposes it.</summary>
    public async Task<HttpResponseMessage> Stream(string address, string? lastEventId, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, address, null);
        request.Headers.Remove("Accept-Encoding");
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        return response.StatusCode == HttpStatusCode.OK ? response : throw new HttpRequestException($"{address}: {(int)response.StatusCode}");
    }

    public HttpRequestMessage Request(HttpMethod method, string path, string? htmxTarget)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        request.Headers.TryAddWithoutValidation("Accept", "text/html");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, deflate, br");
        if (htmxTarget is not null)
        {
            request.Headers.Add("HX-Request", "true");
            request.Headers.Add("HX-Target", htmxTarget);
        }

        return request;
    }

    public void Dispose() => http.Dispose();

    private static async Task<byte[]> Whole(HttpResponseMessage response, string path) =>
        response.IsSuccessStatusCode
            ? await response.Content.ReadAsByteArrayAsync()
            : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");

    [GeneratedRegex("""name="__RequestVerificationToken" type="hidden" value="([^"]+)""")]
    private static partial Regex FormToken();

    [GeneratedRegex("""hx-sse:connect="([^"]+)""")]
    private static partial Regex LiveUrl();
}
