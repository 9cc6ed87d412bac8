namespace Convos.Web;

/// <summary>GET /docs/install: the installation guide of this very version, for administrators.</summary>
public static class Guide
{
    public static void MapGuide(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/docs/install", () => Results.Stream(typeof(Guide).Assembly.GetManifestResourceStream("docs/install.md")!, "text/plain; charset=utf-8"))
            .RequireAuthorization(Access.Admin);
}
