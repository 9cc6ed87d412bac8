using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Convos.Bench;

/// <summary>The list of contacts when an import has made them many: each kind of question asked in many ways, beside the same SQL without us.</summary>
internal static partial class ContactList
{
    /// <summary>Contacts to a ticket: a million at medium scale.</summary>
    private const int Share = 50;

    public static async Task Run(Stage stage, Report report)
    {
        var many = Math.Min(Crowd.Most, stage.Scale.Tickets * Share);
        Report.Say($"Filling up to {many:N0} contacts");
        await Crowd.Fill(stage.ConnectionString, many);
        await using var recorder = await Recorder.Start(stage.ConnectionString);
        await Measure(stage, report, recorder, many, Staff.Admin, await Questions(stage));
        await Measure(stage, report, recorder, many, Staff.Email(0), (await Questions(stage)).Where(one => one.Operators));
    }

    private sealed record Question(string What, string[] Paths, string? Htmx = null, bool Operators = false);

    private static async Task Measure(Stage stage, Report report, Recorder recorder, int many, string email, IEnumerable<Question> questions)
    {
        using var listened = await Visitor.SignIn(recorder.Address, email);
        var visitor = await stage.Visitor(email);
        foreach (var question in questions)
        {
            var scripts = new List<Script>();
            foreach (var path in question.Paths)
            {
                await listened.Get(path, question.Htmx);
                scripts.Add(await recorder.Record(() => listened.Get(path, question.Htmx)));
            }

            var (asked, alone) = (0, 0);
            var figures = await stage.ByTurns(
                1,
                _ => visitor.Get(question.Paths[asked++ % question.Paths.Length], question.Htmx),
                _ => scripts[alone++ % scripts.Count].Run(stage.Database));
            report.Add(new Result("contacts", $"{question.What}{(email == Staff.Admin ? "" : ", an operator")}", "1 client, closed") { Figure = $"{many:N0} contacts" }
                .With(figures[0]).Against($"Npgsql alone: {figures[1].PerSecond:N0}/s", figures[1].PerSecond)
                .Aims(Goal.Most("p95 ≤ 150 ms", 150, figures[0].Latencies.At(95))));
        }
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
            new("everybody", ["/contacts"], Operators: true),
            new("second page", [second]),
            new("second page, by scrolling", [second], "tr#more-contacts"),
            new("a first name", Search(["maría", "martin", "Lucia", "juan", "belen", "Úrsula", "nahuel", "itati"]), Operators: true),
            new("a whole name, no accents", Search(people.Select(one => Plain(one.Name))), Operators: true),
            new("a name that nobody has", Search(["Xanthippe Quill", "zzyzx"])),
            new("4 to 8 digits of a number", Search(people.Select((one, at) => one.Number[^(4 + (at % 5))..])), Operators: true),
            new("3 digits of a number", Search(["341", "555", "299"])),
            new("the beginning of an e-mail", Search(people.Select(one => one.Email!.Split('@')[0]))),
            new("an e-mail's host", Search(["@gmail", "outlook.com"])),
            new("two letters", Search(["ma", "lu", "pz", "de"]), Operators: true),
            new("a rare answer", [Answer(field, Crowd.RareTown), Answer(field, "caleta")]),
            new("a common answer", [Answer(field, "rosario"), Answer(field, "Tucuman")]),
            new("a tag", [.. tags.Select(tag => $"/contacts?tag={tag}")], Operators: true),
            new("a tag and a name", [.. tags.Select(tag => $"/contacts?tag={tag}&q=fernandez")]),
            new("by name", ["/contacts?order=Name"], Operators: true),
            new("by name, second page", [named]),
            new("by name, a first name", [.. Search(["maría", "martin", "Úrsula", "itati"]).Select(path => $"{path}&order=Name")]),
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
