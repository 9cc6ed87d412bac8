using System.Net;
using System.Text.RegularExpressions;

namespace Convos.Bench;

/// <summary>The history of tickets: each filter, some together, words rare and common, further pages; beside each the same SQL without us.</summary>
internal static partial class History
{
    private const int Filter = 150;
    private const int Search = 300;

    public static async Task Run(Stage stage, Report report)
    {
        Report.Say("Filling in what tickets have been through, and their texts");
        await Past.Fill(stage.ConnectionString);
        await using var recorder = await Recorder.Start(stage.ConnectionString);
        await new Inquiry(stage, report, recorder, "tickets", $"{stage.Scale.Tickets:N0} tickets").Ask(await Questions(stage));
    }

    private static async Task<IReadOnlyList<Question>> Questions(Stage stage)
    {
        var people = await stage.All<long>("select id from operators order by hashint8(id) limit 6");
        var inboxes = await stage.All<long>("select id from inboxes order by id limit 6");
        var channels = await stage.All<long>("select id from channels order by id desc limit 6");
        var tags = await stage.All<long>("select id from tags where name in ('reclamo', 'mayorista', 'garantía', 'vip') order by id");
        var some = await stage.All<(long Id, string Name, string Number)>(
            """
            select t.id, c.name, a.value
            from tickets t
            join contacts c on c.id = t.contact_id
            join contact_aliases a on a.contact_id = c.id and a.kind = 'phone'
            where t.id % 97 = 0
            order by hashint8(t.id)
            limit 8
            """);
        var said = await stage.All<string>("select substring(body from '\\d{5}') from messages where id % 997 = 0 and body ~ '\\d{5}' order by hashint8(id) limit 8");
        var days = await stage.All<(string From, string To)>(
            "select (at)::date::text, (at + interval '20 days')::date::text from (select now() - n * interval '40 days' as at from generate_series(1, 4) n) ago");
        var next = await Next(stage, "/tickets", 1);
        var far = await Next(stage, "/tickets", 30);
        return
        [
            new("all", ["/tickets"], Filter, Operators: true),
            new("second page, by scrolling", [next], Filter, "tr#more-tickets", Operators: true),
            new("page 31, by scrolling", [far], Filter, "tr#more-tickets"),
            new("the last page", [$"/tickets?after={await Early(stage)}"], Filter, "tr#more-tickets"),
            new("a state", Each(["Queued", "Assigned", "Closed"], "state"), Filter, Operators: true),
            new("an inbox", Each(inboxes, "inbox"), Filter),
            new("a channel", Each(channels, "channel"), Filter),
            new("an origin", Each(["Inbound", "Dialogue", "Operator", "Api", "Rescue"], "origin"), Filter, Operators: true),
            new("a tag", Each(tags, "tag"), Filter, Operators: true),
            new("an operator", Each(people, "assigned"), Filter, Operators: true),
            new("took part", Each(people, "took"), Filter, Operators: true),
            new("closed by", Each(people, "closedby"), Filter),
            new("a reason", Each(["Resuelto", "Derivado", Past.RareReason], "reason"), Filter, Operators: true),
            new("opened between", [.. days.Select(range => $"/tickets?openedfrom={range.From}&openedto={range.To}")], Filter, Operators: true),
            new("closed between", [.. days.Select(range => $"/tickets?closedfrom={range.From}&closedto={range.To}")], Filter, Operators: true),
            new("active between", [.. days.Select(range => $"/tickets?activefrom={range.From}&activeto={range.To}")], Filter),
            new("closed on one day", [.. days.Select(range => $"/tickets?closedfrom={range.From}&closedto={range.From}")], Filter, Operators: true),
            new("active on one day", [.. days.Select(range => $"/tickets?activefrom={range.From}&activeto={range.From}")], Filter),
            new("unanswered", ["/tickets?unanswered=true"], Filter, Operators: true),
            new("overdue", ["/tickets?overdue=true"], Filter, Operators: true),
            new("reopened, rotated, transferred", [.. new[] { "reopened", "rotated", "transferred" }.Select(mark => $"/tickets?{mark}=true")], Filter, Operators: true),
            new("rotated and reopened", ["/tickets?rotated=true&reopened=true"], Filter),
            new("an inbox and who closed", [.. inboxes.Zip(people, (inbox, person) => $"/tickets?inbox={inbox}&closedby={person}")], Filter),
            new("an inbox, a tag, a reason", [.. inboxes.Select(inbox => $"/tickets?inbox={inbox}&tag={tags[0]}&reason=Resuelto")], Filter),
            new("an inbox and another's channel", [.. inboxes.Zip(channels, (inbox, channel) => $"/tickets?inbox={inbox}&channel={channel}")], Filter),
            new("took part, closed between", [.. people.Zip(days, (person, range) => $"/tickets?took={person}&closedfrom={range.From}&closedto={range.To}")], Filter),
            new("a number", [.. some.Select(one => $"/tickets?q=%23{one.Id}")], Search, Operators: true),
            new("a name", Find(some.Select(one => one.Name)), Search, Operators: true),
            new("part of a phone", Find(some.Select(one => one.Number[^6..])), Search, Operators: true),
            new("rare words said", Find(said), Search, Operators: true),
            new("words of one in a hundred", Find(["reembolso parcial", "garantia extendida", "escalado fabrica"]), Search, Operators: true),
            new("common words", Find(["bicicleta", "gracias", "envío", "factura", "precio stock"]), Search, Operators: true),
            new("common words together", Find(["casco talle precio", "cadena demora pedido", "asiento envios cuotas"]), Search, Operators: true),
            new("beginnings of words", Find(["bici", "fac", "reem", "esca", "con"]), Search, Operators: true),
            new("a word that nobody said", Find(["zzyzx", "xanthippe"]), Search, Operators: true),
            new("a common word and an inbox", [.. inboxes.Select(inbox => $"/tickets?q=bicicleta&inbox={inbox}")], Search),
            new("a common word and who took part", [.. people.Select(person => $"/tickets?q=pedido&took={person}")], Search),
            new("a common word and a rare reason", [$"/tickets?q=gracias&reason={Past.RareReason}"], Search),
            new("rare words, long ago", [.. said.Select(words => $"/tickets?q={words}&openedto={days[^1].To}")], Search),
        ];
    }

    private static string[] Each<T>(IEnumerable<T> values, string name) => [.. values.Select(value => $"/tickets?{name}={value}")];

    private static string[] Find(IEnumerable<string> typed) => [.. typed.Select(words => $"/tickets?q={Uri.EscapeDataString(words)}")];

    private static Task<string> Early(Stage stage) =>
        stage.One<string>("select (extract(epoch from opened_at) * 1000000)::bigint || '-' || id from tickets order by opened_at, id offset 30 limit 1");

    private static async Task<string> Next(Stage stage, string path, int pages)
    {
        var visitor = await stage.Visitor(Staff.Admin);
        var next = WebUtility.HtmlDecode(More().Match((await visitor.Page(path)).Html).Groups[1].Value);
        for (var page = 1; page < pages; page++)
        {
            next = WebUtility.HtmlDecode(More().Match(System.Text.Encoding.UTF8.GetString(await visitor.Plain(next, "tr#more-tickets"))).Groups[1].Value);
        }

        return next;
    }

    [GeneratedRegex("""id="more-tickets"[^>]*><td[^>]*hx-get="([^"]+)""")]
    private static partial Regex More();
}
