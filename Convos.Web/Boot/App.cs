using System.Text.Encodings.Web;
using System.Text.Unicode;
using Convos.Data;
using Convos.Workers;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace Convos.Web;

/// <summary>What the program is made of, and in which order a request meets it. Roles split it over nodes: <c>Roles:Web</c>, <c>Roles:Workers</c>.</summary>
public static class App
{
    public static void AddConvos(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSecrets();
        services.AddTransport(builder.Configuration);
        builder.AddObservability();
        builder.AddFiles();
        services.AddWhatsApp(builder.Configuration, builder.Environment.IsDevelopment());
        services.AddMail(builder.Configuration, builder.Environment.IsDevelopment() ? Path.Combine(builder.DataFolder(), "mails") : null);
        services.AddWorkers(builder.Configuration.GetValue("Roles:Workers", true));
        if (!builder.Configuration.GetValue("Roles:Web", true))
        {
            services.AddAuthorization();
            return;
        }

        // A malformed request is a 400 in Development too.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        services.AddLocalization();
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddRazorPages(pages => Access.Pages(pages.Conventions)).AddMvcOptions(Forms.Configure);
        builder.AddSimulator();
        services.AddAntiforgery(options => options.HeaderName = "RequestVerificationToken");
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(SignedIn.Cookie).AddCookie(SecondStep.Scheme, SecondStep.Cookie);
        services.AddAuthorization(Access.Policies);
        services.AddRateLimiter(Limits.Configure);
        services.AddResponseCompression(options => options.EnableForHttps = true);
        services.AddSingleton<IPasswordHasher<Operator>, PasswordHasher<Operator>>().AddSingleton<SetupCode>().AddScoped<SignIn>().AddSingleton<SecondStep>();
        services.AddSingleton<IWeeklyLetter, WeeklyLetter>().AddSingleton<Post>().AddSingleton<Invitations>().AddSingleton<ForgottenPasswords>();
        services.AddHostedService(provider => provider.GetRequiredService<ForgottenPasswords>());
        services.AddSingleton<PartialRenderer>().AddSingleton<LiveHub>().AddSingleton<Company>().AddSingleton<Ringing>().AddSingleton<LiveFragments>();
        services.AddSingleton<Outgoing>().AddSingleton<FileFit>().AddSingleton<UploadDesk>().AddSingleton<TemplateFiles>();
        services.AddHostedService<LiveListener>().AddHostedService<LivePulse>().AddHostedService(provider => provider.GetRequiredService<Company>());
        services.AddHostedService(provider => provider.GetRequiredService<Ringing>());
        if (builder.Environment.IsDevelopment())
        {
            services.AddSingleton<DemoDesk>();
        }
    }

    public static void UseConvos(this WebApplication app)
    {
        app.UseTransport();
        app.UseObservability();
        app.MapHealth();
        app.MapObservability();
        if (!app.Configuration.GetValue("Roles:Web", true))
        {
            return;
        }

        app.UseSecurityHeaders();
        // A scope of its own: the first one remembers the sign-in that failed with the database.
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = "/error/500", CreateScopeForErrors = true });
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        app.UseResponseCompression();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UsePersonalCulture();
        app.UseAuthorization();
        app.UseVisits();
        app.UseUploadLimits();
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages().WithStaticAssets();
        app.MapLive();
        app.MapMine();
        app.MapPhotos();
        app.MapMessageFiles();
        app.MapLibraryFiles();
        app.MapUploads();
        app.MapSignOut();
        app.MapWhatsApp();
        app.MapSimulator();
        app.MapJobs();
        app.MapGuide();
    }
}
