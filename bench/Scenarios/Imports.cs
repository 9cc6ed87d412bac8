using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Convos.Bench;

/// <summary>
/// A file of contacts, every hundredth row of which nobody can dial: brought, looked at, taken in. Half-way the process is killed and started again, and goes on
/// by itself. In the end each row has counted once.
/// </summary>
internal static class Imports
{
    private const int Rows = 100_000;
    private const int Faulty = Rows / 100;

    public static async Task Run(Stage stage, Report report)
    {
        var visitor = await stage.Visitor(Staff.Admin);
        var before = await Count(stage);
        var observer = stage.Observe();
        var watch = Stopwatch.StartNew();
        var location = await Upload(visitor);
        var id = long.Parse(location.Split('/')[^1], CultureInfo.InvariantCulture);
        Add(report, "upload, until its rows are kept", Rows, watch.Elapsed);

        watch.Restart();
        await visitor.Send($"{location}?handler=check", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["Form.Columns[0]"] = "name", ["Form.Columns[1]"] = "phone", ["Form.Columns[2]"] = "email", ["Form.Columns[3]"] = "notes", ["Form.Region"] = "AR", ["Form.Known"] = "update",
        }));
        await Until.True(async () => (await Now(stage, id)).State == "checked", TimeSpan.FromMinutes(5));
        Add(report, "the look", Rows, watch.Elapsed, await observer.Done());

        watch.Restart();
        await visitor.Send($"{location}?handler=start", new FormUrlEncodedContent([]));
        await Until.True(async () => (await Now(stage, id)).Done >= Rows / 2, TimeSpan.FromMinutes(5));
        var (half, first) = (await Now(stage, id), watch.Elapsed);
        await stage.CrashApp();
        await Until.True(async () => (await Now(stage, id)).State == "done", TimeSpan.FromMinutes(5));
        Add(report, "rows become contacts, until the kill", half.Done, first);
        await Ends(stage, report, id, before, half, watch.Elapsed);
    }

    private static async Task Ends(Stage stage, Report report, long id, (int Contacts, int Numbers) before, Import half, TimeSpan whole)
    {
        var (done, after) = (await Now(stage, id), await Count(stage));
        report.Add(new Result("import", "all rows, with the kill and the restart", string.Create(CultureInfo.InvariantCulture, $"{Rows:N0} rows, {Faulty:N0} faulty"))
        {
            Figure = string.Create(CultureInfo.InvariantCulture, $"{whole.TotalSeconds:0.0} s; killed at {half.Done:N0}; {done.Created:N0} new, {done.Updated:N0} updated, {done.Unchanged:N0} unchanged, {done.Faulty:N0} faulty"),
            MustHold = true,
        }.Aims(
            Goal.Most("every row counts once", 0, Math.Abs(Rows - done.Created - done.Updated - done.Unchanged - done.Faulty)),
            Goal.Most("exactly the faulty ones left out", 0, Math.Abs(done.Faulty - Faulty)),
            Goal.Most("contacts made = contacts there", 0, Math.Abs(after.Contacts - before.Contacts - done.Created)),
            Goal.Most("each with its number", 0, Math.Abs(after.Numbers - before.Numbers - (Rows - Faulty))),
            Goal.Most("killed before the end", Rows - 1, half.Done)));
    }

    private sealed record Import(string State, int Done, int Created, int Updated, int Unchanged, int Faulty);

    private static Task<Import> Now(Stage stage, long id) =>
        stage.One<Import>("select state, done, created, updated, unchanged, faulty from contact_imports where id = @id", new { id });

    private static Task<(int Contacts, int Numbers)> Count(Stage stage) =>
        stage.One<(int, int)>("select (select count(*)::int from contacts), (select count(*)::int from contact_aliases where kind = 'phone')");

    private static void Add(Report report, string measured, int rows, TimeSpan took, Observed? observed = null)
    {
        var result = new Result("import", measured, string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows"))
        {
            PerSecond = rows / took.TotalSeconds,
            Figure = string.Create(CultureInfo.InvariantCulture, $"{took.TotalSeconds:0.0} s"),
        };
        report.Add(observed is null ? result : result.With(observed));
    }

    private static async Task<string> Upload(Visitor visitor)
    {
        var file = new StringBuilder("Nombre;Teléfono;Correo;Notas\r\n");
        for (var row = 0; row < Rows; row++)
        {
            // A town where nobody of the desk lives.
            var phone = row % 100 == 99 ? "12" : $"+54 9 351 5{row:D6}";
            file.Append(CultureInfo.InvariantCulture, $"Cliente Número {row};{phone};cliente{row}@example.org;\"Llamar de tarde; pedido {row}\"\r\n");
        }

        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes(file.ToString())), "file", "clientes.csv" } };
        return await visitor.Send("/contacts/import", form);
    }
}
