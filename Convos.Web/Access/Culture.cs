using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Localization;

namespace Convos.Web;

/// <summary>A person's own language; before they sign in, their browser's; Spanish where neither is ours.</summary>
public static class Culture
{
    private static readonly CultureInfo[] Ours = [new("es"), new("en")];

    public static void UsePersonalCulture(this IApplicationBuilder app)
    {
        var options = new RequestLocalizationOptions
        {
            DefaultRequestCulture = new RequestCulture("es"),
            SupportedCultures = Ours,
            SupportedUICultures = Ours,
            RequestCultureProviders =
            [
                new CustomRequestCultureProvider(http => Task.FromResult(
                    http.User.Reader() is { } known ? new ProviderCultureResult(known.Culture) : null)),
                new AcceptLanguageHeaderRequestCultureProvider(),
            ],
        };
        app.UseRequestLocalization(options);
    }
}
