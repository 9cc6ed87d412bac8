using System.Net;
using Convos.Data;
using Convos.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>The published matrix of endpoints and roles. A new endpoint fails here until somebody decides who may reach it.</summary>
public sealed class EveryEndpointTests(TestApp app) : IClassFixture<TestApp>
{
    private const string Anyone = "anyone";

    private static readonly Dictionary<string, string> Table = new()
    {
        ["/"] = Access.Operator,
        ["/beat"] = Access.Operator,
        ["/contacts/blocked"] = Access.Operator,
        ["/contacts/{id:long}/block"] = Access.Operator,
        ["/contacts/{id:long}/withheld"] = Access.Supervisor,
        ["/contacts/import"] = Access.Supervisor,
        ["/contacts/import/{id:long}"] = Access.Supervisor,
        ["/docs/install"] = Access.Admin,
        ["/contacts"] = Access.Operator,
        ["/contacts.csv"] = Access.Supervisor,
        ["/contacts/{id:long}"] = Access.Operator,
        ["/contacts/{id:long}/activity"] = Access.Operator,
        ["/contacts/{id:long}/erase"] = Access.Admin,
        ["/contacts/{id:long}/merge"] = Access.Supervisor,
        ["/contacts/{id:long}/files"] = Access.Operator,
        ["/contacts/{id:long}/tags"] = Access.Operator,
        ["/contacts/{id:regex(^new$|^[0-9]{{1,18}}$)}/edit"] = Access.Operator,
        ["/settings/fields"] = Access.Admin,
        ["/settings/fields/{id:regex(^new$|^[0-9]{{1,18}}$)}"] = Access.Admin,
        ["/error/{code:int}"] = Anyone,
        ["/hangfire/{**path}"] = Access.Admin,
        ["/forgot"] = Anyone,
        ["/health/live"] = Anyone,
        ["/health/ready"] = Anyone,
        ["/conversations"] = Access.Operator,
        ["/conversations/{id:long}"] = Access.Operator,
        ["/inbox/alerts"] = Access.Operator,
        ["/inbox/mentions"] = Access.Operator,
        ["/inbox/new"] = Access.Operator,
        ["/inbox/new/template"] = Access.Operator,
        ["/inbox/{view:regex(^mine$|^unassigned$|^all$)}/{ticket:long}/template"] = Access.Operator,
        ["/inbox/{view:regex(^mine$|^unassigned$|^all$)}/{ticket:long?}"] = Access.Operator,
        ["/inbox/{view:regex(^mine$|^unassigned$|^all$)}/{ticket:long}/close"] = Access.Operator,
        ["/inbox/{view:regex(^mine$|^unassigned$|^all$)}/{ticket:long}/library"] = Access.Operator,
        ["/inbox/{view:regex(^mine$|^unassigned$|^all$)}/{ticket:long}/search"] = Access.Operator,
        ["/inbox/{view:regex(^mine$|^unassigned$|^all$)}/{ticket:long}/transfer"] = Access.Operator,
        ["/inbox/{view:regex(^mine$|^unassigned$|^all$)}/{ticket:long}/why"] = Access.Operator,
        ["/inbox/{view:regex(^mine$|^unassigned$|^all$)}/{ticket:long}/tags"] = Access.Operator,
        ["/inbox/{view:regex(^mine$|^unassigned$|^all$)}/bulk"] = Access.Operator,
        ["/inbox/{view:regex(^mine$|^unassigned$|^all$)}/filter"] = Access.Operator,
        ["/inboxes"] = Access.Operator,
        ["/inboxes/{id:regex(^new$|^[0-9]{{1,18}}$)}"] = Access.Admin,
        ["/insecure"] = Access.Admin,
        ["/library"] = Access.Operator,
        ["/library/new"] = Access.Supervisor,
        ["/library/{id:long}"] = Access.Supervisor,
        ["/library/{id:long}/file/{version}"] = Access.Operator,
        ["/library/{id:long}/thumbnail/{version}"] = Access.Operator,
        ["/live"] = Access.Operator,
        ["/login"] = Anyone,
        ["/login/code"] = Anyone,
        ["/logout"] = Access.Operator,
        ["/me/{id:long}.css"] = Access.Operator,
        ["/people/{id:long}/photo/{version}"] = Access.Operator,
        ["/messages/{id:long}/file/{version}"] = Access.Operator,
        ["/messages/{id:long}/thumbnail/{version}"] = Access.Operator,
        ["/uploads"] = Access.Operator,
        ["/uploads/{id:guid}"] = Access.Operator,
        ["/uploads/{id:guid}/thumbnail"] = Access.Operator,
        // Guarded by a token, or (in Development without one) open to this machine alone.
        ["/metrics"] = Anyone,
        ["/presence"] = Access.Operator,
        ["/presence/{id:long}"] = Access.Supervisor,
        ["/profile"] = Access.Operator,
        ["/profile/two-factor"] = Access.Operator,
        ["/reset/{token}"] = Anyone,
        ["/settings"] = Access.Supervisor,
        ["/settings/audit"] = Access.Admin,
        ["/settings/people"] = Access.Admin,
        ["/settings/people/{id:long}/disable"] = Access.Admin,
        ["/settings/people/{id:regex(^new$|^[0-9]{{1,18}}$)}"] = Access.Admin,
        ["/settings/teams"] = Access.Admin,
        ["/settings/teams/{id:regex(^new$|^[0-9]{{1,18}}$)}"] = Access.Admin,
        ["/settings/channels"] = Access.Admin,
        ["/settings/channels/{name:regex(^[a-z0-9][a-z0-9-]{{0,59}}$)}"] = Access.Admin,
        ["/settings/channels/{name}/dialogue"] = Access.Admin,
        ["/settings/pauses"] = Access.Admin,
        ["/settings/pauses/{id:regex(^new$|^[0-9]{{1,18}}$)}"] = Access.Admin,
        ["/settings/schedules"] = Access.Admin,
        ["/settings/schedules/{id:regex(^new$|^[0-9]{{1,18}}$)}"] = Access.Admin,
        ["/settings/system"] = Access.Admin,
        ["/settings/system/events/{id:long}"] = Access.Admin,
        ["/settings/tags"] = Access.Supervisor,
        ["/settings/tags/{id:regex(^new$|^[0-9]{{1,18}}$)}"] = Access.Supervisor,
        ["/performance"] = Access.Operator,
        ["/performance.csv"] = Access.Operator,
        ["/tickets/{id:long}/clock"] = Access.Operator,
        ["/setup"] = Anyone,
        ["/shortcuts"] = Access.Operator,
        ["/shortcuts/import"] = Access.Operator,
        ["/shortcuts/{id:regex(^new$|^[0-9]{{1,18}}$)}"] = Access.Operator,
        ["/supervision"] = Access.Supervisor,
        ["/tickets"] = Access.Operator,
        ["/tickets.csv"] = Access.Supervisor,
        ["/tickets/{id:long}/transcript"] = Access.Operator,
        ["/tickets/{id:long}/transcript.txt"] = Access.Operator,
        ["/webhooks/whatsapp/{channel}"] = Anyone,
        ["/welcome/{token}"] = Anyone,
    };

    [Fact]
    public void Every_endpoint_stands_in_the_table_with_the_policy_that_it_has()
    {
        var actual = Endpoints().Select(endpoint => (Pattern(endpoint), Policy(endpoint))).Distinct().OrderBy(pair => pair.Item1, StringComparer.Ordinal);

        Assert.Equal(Table.Select(line => (line.Key, line.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal), actual);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(Role.Operator)]
    [InlineData(Role.Supervisor)]
    [InlineData(Role.Admin)]
    public async Task Each_role_reaches_what_the_table_gives_it_and_nothing_else(Role? role)
    {
        using var session = await As(role);
        foreach (var (pattern, policy) in Table.Where(line => line.Key is not "/live" and not "/logout"))
        {
            var path = Sample(pattern);
            var answer = await session.Get(path);

            if (May(role, policy))
            {
                Assert.False(Refused(answer), $"{role} is refused at {path}: {answer.Status}");
            }
            else
            {
                Assert.True(Refused(answer), $"{role?.ToString() ?? "Nobody"} reaches {path}: {answer.Status}");
            }
        }
    }

    [Fact]
    public async Task Nobody_gets_a_stream_or_a_fragment_by_being_sent_to_the_sign_in_page()
    {
        using var nobody = new Session(app.Address);

        var stream = await nobody.Get("/live?tab=00000000-0000-0000-0000-000000000001", htmx: true);
        var fragment = await nobody.Get("/inbox/all/1", htmx: true);

        Assert.Equal(HttpStatusCode.Unauthorized, stream.Status);
        Assert.Equal(HttpStatusCode.Unauthorized, fragment.Status);
    }

    private IEnumerable<RouteEndpoint> Endpoints() =>
        app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => !IsAsset(endpoint) && !Pattern(endpoint).StartsWith("/simulator", StringComparison.Ordinal));

    private static bool IsAsset(RouteEndpoint endpoint) =>
        endpoint.Metadata.Any(one => one.GetType().Name is "StaticAssetDescriptor") || Pattern(endpoint) is "/{**path:file}";

    private static string Pattern(RouteEndpoint endpoint) => "/" + endpoint.RoutePattern.RawText!.Trim('/');

    private static string Policy(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return Anyone;
        }

        var named = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>().ToList();
        return named.Contains(Access.Admin) ? Access.Admin : named.Contains(Access.Supervisor) ? Access.Supervisor : Access.Operator;
    }

    private static bool May(Role? role, string policy) => policy switch
    {
        Anyone => true,
        Access.Operator => role is not null,
        Access.Supervisor => role is Role.Supervisor or Role.Admin,
        _ => role is Role.Admin,
    };

    private static bool Refused(Answer answer) =>
        answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        || (answer.Status == HttpStatusCode.Redirect && answer.Location is { } location
            && (location.Contains("/login?", StringComparison.Ordinal) || location.Contains("/error/403", StringComparison.Ordinal)));

    private static string Sample(string pattern) => pattern
        .Replace("{view:regex(^mine$|^unassigned$|^all$)}", "all", StringComparison.Ordinal).Replace("/{ticket:long?}", "", StringComparison.Ordinal)
        .Replace("{ticket:long}", "1", StringComparison.Ordinal).Replace("{id:long}", "1", StringComparison.Ordinal)
        .Replace("{**path}", "", StringComparison.Ordinal).Replace("{code:int}", "404", StringComparison.Ordinal)
        .Replace("{id:regex(^new$|^[0-9]{{1,18}}$)}", "new", StringComparison.Ordinal)
        .Replace("{channel}", "none", StringComparison.Ordinal).Replace("{version}", "none", StringComparison.Ordinal).Replace("{token}", "none", StringComparison.Ordinal).Replace("{name}", "none", StringComparison.Ordinal)
        .Replace("{name:regex(^[a-z0-9][a-z0-9-]{{0,59}}$)}", "new", StringComparison.Ordinal);

    private async Task<Session> As(Role? role)
    {
        if (role is null)
        {
            return new Session(app.Address);
        }

        var email = $"{role}{Make.Number()}@convos.test".ToLowerInvariant();
        await app.Person(email, role.Value);
        return await Session.SignedIn(app, email);
    }
}
