using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Convos.Data;
using Microsoft.AspNetCore.Routing.Patterns;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Convos.Web;

/// <summary>
/// Metrics at /metrics and by OTLP, traces by OTLP alone: where <c>Metrics:Enabled</c> or <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> say so.
/// Without either nobody listens, and nothing is counted.
/// </summary>
public static partial class Observability
{
    private const string Path = "/metrics";
    private static readonly string[] Meters =
        [Telemetry.Name, "Npgsql", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];
    private static readonly PathString[] Untraced = ["/health", Path, "/live"];

    public static void AddObservability(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var (scraped, exported) = (IsScraped(builder.Configuration, builder.Environment), configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 });
        if (!scraped && !exported)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? "convos"));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(Meters);
            _ = scraped ? metrics.AddPrometheusExporter() : metrics;
            _ = exported ? metrics.AddOtlpExporter() : metrics;
        });
        if (exported)
        {
            telemetry.WithTracing(traces => Traces(traces, configuration));
        }
    }

    /// <summary>Before anything that answers: who asks for figures shows the token, or sits at a developer's machine.</summary>
    public static void UseObservability(this WebApplication app)
    {
        if (!IsScraped(app.Configuration, app.Environment))
        {
            return;
        }

        var token = app.Configuration["Metrics:Token"];
        app.UseWhen(http => http.Request.Path == Path, metrics => metrics.Use((http, next) =>
        {
            if (May(http, token))
            {
                return next(http);
            }

            http.Response.Headers.WWWAuthenticate = "Bearer";
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }));
    }

    public static void MapObservability(this WebApplication app)
    {
        if (IsScraped(app.Configuration, app.Environment))
        {
            app.MapPrometheusScrapingEndpoint(Path).AllowAnonymous();
        }
    }

    /// <summary>A path as a trace may keep it: the words of our own route, and ids. What a link carries in secret becomes a star.</summary>
    public static string Redacted(string path, RoutePattern? route)
    {
        var ours = (route?.PathSegments ?? []).SelectMany(segment => segment.Parts).OfType<RoutePatternLiteralPart>().Select(part => part.Content).ToHashSet();
        return string.Join('/', path.Split('/').Select(part => part.Length == 0 || ours.Contains(part) || Id().IsMatch(part) ? part : "*"));
    }

    private static bool IsScraped(IConfiguration configuration, IHostEnvironment environment)
    {
        var enabled = configuration.GetValue("Metrics:Enabled", environment.IsDevelopment());
        return enabled && !environment.IsDevelopment() && configuration["Metrics:Token"] is not { Length: > 0 }
            ? throw new CannotStartException("Metrics:Enabled needs Metrics:Token, which whoever reads /metrics sends as «Authorization: Bearer …».")
            : enabled;
    }

    private static bool May(HttpContext http, string? token) => string.IsNullOrEmpty(token)
        ? http.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address)
        : CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(http.Request.Headers.Authorization.ToString())), SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}")));

    private static void Traces(TracerProviderBuilder traces, IConfiguration configuration)
    {
        var share = double.TryParse(configuration["OTEL_TRACES_SAMPLER_ARG"], CultureInfo.InvariantCulture, out var ratio) ? ratio : 1;
        traces.AddSource(Telemetry.Name).AddNpgsql().AddHttpClientInstrumentation().SetSampler(new ParentBasedSampler(new NoPolling(share)));
        traces.AddAspNetCoreInstrumentation(options =>
        {
            options.Filter = http => !Untraced.Any(path => http.Request.Path.StartsWithSegments(path));
            options.EnrichWithHttpRequest = (span, request) => span.SetTag("url.path", Redacted(request.Path, null));
            options.EnrichWithHttpResponse = (span, response) =>
                span.SetTag("url.path", Redacted(response.HttpContext.Request.Path, (response.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern));
        });
        traces.AddOtlpExporter();
    }

    // A statement that belongs to no request and no job only asks whether there is anything to do.
    private sealed class NoPolling(double share) : Sampler
    {
        private readonly TraceIdRatioBasedSampler others = new(share);

        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            samplingParameters.Kind == ActivityKind.Client ? new SamplingResult(SamplingDecision.Drop) : others.ShouldSample(samplingParameters);
    }

    [GeneratedRegex(@"^\d{1,9}$")]
    private static partial Regex Id();
}
