using Convos.Data;
using Convos.Workers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Convos.Web;

/// <summary>What happens between the migrations and the first request, and what the console says of it.</summary>
public static class Preparation
{
    public static async Task Prepare(this WebApplication app)
    {
        var database = app.Services.GetRequiredService<Database>();
        await using (var db = await database.Open())
        {
            await Events.RepairAfterRestore(db);
        }

        var demo = app.Environment.IsDevelopment() && app.Configuration.GetValue("Demo:Enabled", true);
        if (demo)
        {
            await app.Services.GetRequiredService<DemoDesk>().Seed();
        }

        if (app.Configuration.GetValue("Roles:Web", true))
        {
            await app.Services.GetRequiredService<SetupCode>().Announce(database);
        }

        if (app.Configuration.GetValue("Roles:Workers", true))
        {
            app.UseWorkers();
        }

        app.Lifetime.ApplicationStarted.Register(() => Greet(app, demo));
    }

    private static void Greet(WebApplication app, bool demo)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        Console.WriteLine($"\n  Convos  {address}");
        if (demo)
        {
            Console.WriteLine($"  {string.Join("  ", DemoDesk.People.Select(person => person.Email))}\n  password  {DemoDesk.Password}\n  customers' phone  {address}/simulator");
        }

        Console.WriteLine();
    }
}
