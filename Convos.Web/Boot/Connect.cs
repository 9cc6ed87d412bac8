using Convos.Data;

namespace Convos.Web;

/// <summary><c>--connect {name}</c>: asks for a WhatsApp number's particulars, stores them with the secrets sealed, and ends.</summary>
public static class Connect
{
    public static async Task<bool> ConnectIfAsked(this WebApplication app)
    {
        if (app.Configuration["connect"] is not { Length: > 0 } name)
        {
            return false;
        }

        var database = app.Services.GetRequiredService<Database>();
        var secrets = app.Services.GetRequiredService<ISecrets>();
        var now = app.Services.GetRequiredService<TimeProvider>().Now();
        var inbox = Ask("Inbox that it feeds (made if there is none of that name)");
        var account = Ask("Phone number id");
        var number = Ask("Number, as people read it");
        var sealedSecrets = new[] { "App secret", "Verify token", "Access token" }.Select(what => secrets.Seal(AskQuietly(what))).ToArray();

        await using var db = await database.Open();
        if (await Channels.ByName(db, name) is not null || await Channels.ByAccount(db, "whatsapp", account) is not null)
        {
            throw new CannotStartException($"There is already a channel named {name}, or one with the phone number id {account}.");
        }

        await Channels.Create(db, "whatsapp", name, account, number, await Inboxes.Named(db, inbox, now), sealedSecrets[0], sealedSecrets[1], sealedSecrets[2], now);
        var origin = app.Services.GetRequiredService<PublicAddress>().Configured?.GetLeftPart(UriPartial.Authority) ?? "https://your-host";
        Console.WriteLine($"Connected. Callback address at Meta: {origin}/webhooks/whatsapp/{name}");
        return true;
    }

    private static string Ask(string what)
    {
        Console.Write($"{what}: ");
        return Console.ReadLine()?.Trim() is { Length: > 0 } answer ? answer : throw new CannotStartException($"{what}: an answer is needed.");
    }

    // What is typed here must not stay on the screen.
    private static string AskQuietly(string what)
    {
        if (Console.IsInputRedirected)
        {
            return Ask(what);
        }

        Console.Write($"{what} (not shown): ");
        var typed = new System.Text.StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            typed = key.Key == ConsoleKey.Backspace ? typed.Remove(Math.Max(0, typed.Length - 1), Math.Min(1, typed.Length)) : typed.Append(key.KeyChar);
        }

        Console.WriteLine();
        return typed.ToString().Trim() is { Length: > 0 } answer ? answer : throw new CannotStartException($"{what}: an answer is needed.");
    }
}
