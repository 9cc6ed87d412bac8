using System.Globalization;
using Convos.Data;
using Convos.Workers;
using Microsoft.Extensions.Localization;

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
        var now = app.Services.GetRequiredService<TimeProvider>().Now();
        var inbox = Ask("Inbox that it feeds (made if there is none of that name)");
        var account = Ask("Phone number id");
        var number = Ask("Number, as people read it");
        var (secret, verify, token) = (AskQuietly("App secret"), AskQuietly("Verify token"), AskQuietly("Access token"));

        await using var db = await database.Open();
        await using var scope = app.Services.CreateAsyncScope();
        var draft = new ChannelDraft("whatsapp", name, account, "", number, await Inboxes.Named(db, inbox, now), secret, token);
        if (await scope.ServiceProvider.GetRequiredService<ChannelDesk>().Connect(null, draft, verify) is { } problem)
        {
            throw new CannotStartException(Sentence(problem, app.Services.GetRequiredService<IStringLocalizer<Texts>>()));
        }

        Console.WriteLine($"Connected. Callback address at Meta: {app.Services.GetRequiredService<PublicAddress>().Configured?.GetLeftPart(UriPartial.Authority) ?? "https://your-host"}/webhooks/whatsapp/{name}");
        return true;
    }

    // The command line speaks English, whatever the machine's culture.
    private static string Sentence(ChannelProblem problem, IStringLocalizer<Texts> texts)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        return texts[$"ChannelProblem.{problem}"];
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
