using Convos.Data;
using Convos.Web;
using Convos.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>Which pages keep an operator En línea, and what asking for one means.</summary>
public sealed class VisitsTests(TestApp app) : IClassFixture<TestApp>
{
    [Theory]
    [InlineData("/inbox/mine/7", Section.Conversations)]
    [InlineData("/inbox/new", Section.Conversations)]
    [InlineData("/shortcuts", Section.Conversations)]
    [InlineData("/inboxes/3", Section.Conversations)]
    [InlineData("/conversations", Section.Conversations)]
    [InlineData("/tickets", Section.Conversations)]
    [InlineData("/performance", Section.Conversations)]
    [InlineData("/library", Section.Conversations)]
    [InlineData("/supervision", Section.Conversations)]
    [InlineData("/profile", Section.Elsewhere)]
    [InlineData("/contacts/4", Section.Elsewhere)]
    [InlineData("/campaigns", Section.Elsewhere)]
    [InlineData("/dialogues", Section.Elsewhere)]
    [InlineData("/settings/pauses", Section.Elsewhere)]
    [InlineData("/inboxing", null)]
    [InlineData("/simulator", null)]
    [InlineData("/login", null)]
    [InlineData("/hangfire", null)]
    public void An_address_belongs_to_a_section_or_changes_nothing(string path, Section? section) => Assert.Equal(section, Visits.SectionOf(path));

    [Fact]
    public void Every_page_says_of_itself_the_section_in_which_its_address_lies()
    {
        using var scope = app.Services.CreateScope();
        var pages = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (Path: "/" + endpoint.RoutePattern.RawText!.Trim('/'), Model: endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>()?.ModelTypeInfo
                ?? endpoint.Metadata.GetMetadata<PageActionDescriptor>() switch { { } page => Loaded(page), _ => null }))
            .Where(page => page.Model is not null && typeof(DeskPage).IsAssignableFrom(page.Model))
            .Select(page => (page.Path, ((DeskPage)ActivatorUtilities.CreateInstance(scope.ServiceProvider, page.Model!)).Section))
            .ToList();

        Assert.NotEmpty(pages);
        Assert.All(pages, page => Assert.Equal((page.Path, Visits.SectionOf(page.Path)), (page.Path, (Section?)page.Section)));
    }

    [Fact]
    public async Task A_page_that_brings_itself_up_to_date_does_not_bring_its_reader_back()
    {
        var email = Links.Email("ana");
        var ana = await app.Person(email, Role.Operator, await Make.Inbox(app.Database));
        using var session = await Session.SignedIn(app, email);
        await session.Get("/inbox/mine");
        var tab = Guid.NewGuid();
        await Presences.Arrive(app.Database, ana.Id, tab, await SessionOf(ana), Section.Conversations, arrived: true, DateTime.UtcNow);
        await using var db = await app.Database.Open();
        await Presences.Sweep(db, DateTime.UtcNow.AddSeconds(130));

        session.Http.DefaultRequestHeaders.Add("Convos-Refresh", tab.ToString());
        var page = await session.Get("/inbox/mine");
        session.Http.DefaultRequestHeaders.Remove("Convos-Refresh");

        Assert.Equal("false", page.Document.QuerySelector("#presence")!.GetAttribute("data-available"));
        Assert.Contains("tu página no dio señales", page.Document.QuerySelector("#dropped:not([hidden])")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("true", (await session.Get("/inbox/mine")).Document.QuerySelector("#presence")!.GetAttribute("data-available"));
    }

    [Theory]
    [InlineData("/inbox/mine", "document", "text/html", true)]
    [InlineData("/inbox/mine", null, "text/html,application/xhtml+xml,*/*;q=0.8", true)]
    [InlineData("/shortcuts?handler=menu&ticket=1", "empty", "*/*", false)]
    [InlineData("/inbox/mentions?handler=people&ticket=1", null, "*/*", false)]
    [InlineData("/inbox/mentions?handler=people&ticket=1", null, "text/html", false)]
    [InlineData("/library/1/thumbnail", "image", "image/avif,image/webp,*/*;q=0.8", false)]
    [InlineData("/library/1/thumbnail", null, "image/avif,image/webp,*/*;q=0.8", false)]
    public async Task Only_a_page_brings_its_reader_back_not_what_it_asks_for_beside_itself(string path, string? wanted, string likes, bool available)
    {
        var email = Links.Email("ana");
        var ana = await app.Person(email, Role.Operator, await Make.Inbox(app.Database));
        using var session = await Session.SignedIn(app, email);
        using var asked = new HttpRequestMessage(HttpMethod.Get, path);
        asked.Headers.TryAddWithoutValidation("Accept", likes);
        if (wanted is not null)
        {
            asked.Headers.Add("Sec-Fetch-Dest", wanted);
        }

        (await session.Http.SendAsync(asked)).Dispose();

        await using var db = await app.Database.Open();
        Assert.Equal(available, await Presences.IsAvailable(db, ana.Id));
    }

    private Task<Guid> SessionOf(Viewer viewer) =>
        Make.One<Guid>(app.Database, "select session_id from operator_pages where operator_id = @Id", new { viewer.Id });

    private Type? Loaded(PageActionDescriptor page) =>
        app.Services.GetRequiredService<Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure.PageLoader>().LoadAsync(page, EndpointMetadataCollection.Empty)
            .GetAwaiter().GetResult().ModelTypeInfo;
}
