using Convos.Data;
using Convos.Workers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace Convos.Web;

/// <summary>The customers' phones and the fake Graph: they exist in Development, and nowhere else.</summary>
public static class Simulator
{
    private const string Page = "/Simulator";

    public static void AddSimulator(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
        {
            builder.Services.AddSingleton(Meta).AddSingleton<SimulatorDesk>();
            return;
        }

        builder.Services.Configure<RazorPagesOptions>(pages => pages.Conventions.AddFolderRouteModelConvention(Page, page => page.Selectors.Clear()));
    }

    public static void MapSimulator(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment())
        {
            return;
        }

        var graph = app.Services.GetRequiredService<FakeGraph>();
        app.MapFakeGraph(graph);
        app.MapPhoneMedia(graph);
        if (app.Configuration["WhatsApp:GraphBaseAddress"] is null)
        {
            SendToSelf(app);
        }
    }

    // Until this process serves, nobody does: what is sent before waits, and never reaches the real Meta.
    private static void SendToSelf(WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<WhatsAppOptions>>().Value;
        options.GraphBaseAddress = new("http://127.0.0.1:0");
        app.Lifetime.ApplicationStarted.Register(() =>
            options.GraphBaseAddress = new(OwnAddress.Of(app.Services.GetRequiredService<IServer>()), FakeGraphEndpoints.Path));
    }

    private static FakeGraph Meta(IServiceProvider services)
    {
        var database = services.GetRequiredService<Database>();
        return new(Postman.Client(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<FakeGraph>>())
        {
            LastInbound = async (account, customer) =>
            {
                await using var db = await database.Open();
                return await Correspondents.LastInbound(db, account, customer);
            },
            Unknown = async account => await services.GetRequiredService<SimulatorDesk>().Number(account),
        };
    }
}
