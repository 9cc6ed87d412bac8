using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace Convos.Web;

/// <summary>A page's partial as a string, outside any request: streamed HTML is the page's HTML.</summary>
public sealed class PartialRenderer(IRazorViewEngine views, ITempDataProvider tempData, IServiceScopeFactory scopes)
{
    /// <param name="path">Below Pages, without the ending: <c>Chat/_Message</c>.</param>
    public async Task<string> Render<T>(string path, T model, string culture)
    {
        await using var scope = scopes.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        // Url helpers ask for an endpoint's router where there is none.
        http.SetEndpoint(new Endpoint(null, EndpointMetadataCollection.Empty, "partial"));
        var view = views.GetView(null, $"/Pages/{path}.cshtml", isMainPage: false).View
            ?? throw new InvalidOperationException($"There is no partial {path}.");
        var viewData = new ViewDataDictionary<T>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = model };
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        await using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var context = new ViewContext(
            new ActionContext(http, new RouteData(), new ActionDescriptor()), view, viewData,
            new TempDataDictionary(http, tempData), writer, new HtmlHelperOptions());
        await view.RenderAsync(context);
        return writer.ToString();
    }
}
