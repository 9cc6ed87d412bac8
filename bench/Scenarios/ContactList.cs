using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Convos.Bench;

/// <summary>The list of contacts when an import has made them many: each kind of question asked in many ways, beside the same SQL without us.</summary>
internal static partial class ContactList
{
    /// <summary>Contacts to a ticket: a million at medium scale.</summary>
    private const int Share = 50;

    private const int Limit = 150;

    public static async Task Run(Stage stage, Report report)
    {
        var many = Math.Min(Crowd.Most, stage.Scale.Tickets * Share);
        Report.Say($"Filling up to {many:N0} contacts");
        await Crowd.Fill(stage.ConnectionString, many);
        await using var recorder = await Recorder.Start(stage.ConnectionString);
        await new Inquiry(stage, report, recorder, "contacts", $"{many:N0} contacts").Ask(await Questions(stage));
    }

    private static async Task<IReadOnlyList<Question>> Questions(Stage stage)
    {
        var field = await stage.One<long>("select id from contact_fields where name = @Town", new { Crowd.Town });
        var tags = await stage.All<long>("select id from tags order by id");
        var people = await stage.All<(string Name, string Number, string? Email)>(
            """
            select c.name, a.value, c.email
            from contacts c
            join contact_aliases a on a.contact_id = c.id and a.kind = 'phone'
            where c.email is not null
            order by hashint8(c.id)
            limit 12
            """);
        var second = await Next(stage, "/contacts");
        var named = await Next(stage, "/contacts?order=Name");
        return
        [
            new("everybody", ["/contacts"], Limit, Operators: true),
            new("second page", [second], Limit),
            new("second page, by scrolling", [second], Limit, "tr#more-contacts"),
            new("a first name", Search(["maría", "martin", "Lucia", "juan", "belen", "Úrsula", "nahuel", "itati"]), Limit, Operators: true),
            new("a whole name, no accents", Search(people.Select(one => Plain(one.Name))), Limit, Operators: true),
            new("a name that nobody has", Search(["Xanthippe Quill", "zzyzx"]), Limit),
            new("4 to 8 digits of a number", Search(people.Select((one, at) => one.Number[^(4 + (at % 5))..])), Limit, Operators: true),
            new("3 digits of a number", Search(["341", "555", "299"]), Limit),
            new("the beginning of an e-mail", Search(people.Select(one => one.Email!.Split('@')[0])), Limit),
            new("an e-mail's host", Search(["@gmail", "outlook.com"]), Limit),
            new("two letters", Search(["ma", "lu", "pz", "de"]), Limit, Operators: true),
            new("a rare answer", [Answer(field, Crowd.RareTown), Answer(field, "caleta")], Limit),
            new("a common answer", [Answer(field, "rosario"), Answer(field, "Tucuman")], Limit),
            new("a tag", [.. tags.Select(tag => $"/contacts?tag={tag}")], Limit, Operators: true),
            new("a tag and a name", [.. tags.Select(tag => $"/contacts?tag={tag}&q=fernandez")], Limit),
            new("by name", ["/contacts?order=Name"], Limit, Operators: true),
            new("by name, second page", [named], Limit),
            new("by name, a first name", [.. Search(["maría", "martin", "Úrsula", "itati"]).Select(path => $"{path}&order=Name")], Limit),
        ];
    }

    private static string[] Search(IEnumerable<string> typed) => [.. typed.Select(words => $"/contacts?q={Uri.EscapeDataString(words)}")];

    private static string Answer(long field, string answer) => $"/contacts?field={field}&answer={Uri.EscapeDataString(answer)}";

    private static string Plain(string name) =>
        string.Concat(name.ToLowerInvariant().Normalize(NormalizationForm.FormD).Where(letter => letter < '\u0300'));

    private static async Task<string> Next(Stage stage, string path) =>
        WebUtility.HtmlDecode(More().Match((await (await stage.Visitor(Staff.Admin)).Page(path)).Html).Groups[1].Value);

    [GeneratedRegex("""id="more-contacts"[^>]*><td[^>]*hx-get="([^"]+)""")]
    private static partial Regex More();
}
