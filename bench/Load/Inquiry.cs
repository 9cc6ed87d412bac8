namespace Convos.Bench;

/// <summary>One kind of question to a list, asked by turns in several ways. <c>Limit</c> is the p95 aimed at, in ms; <c>Htmx</c> the target of a request by scrolling.</summary>
internal sealed record Question(string What, string[] Paths, int Limit, string? Htmx = null, bool Operators = false);

/// <summary>Questions to a list of a desk of some size (<c>figure</c>), each beside the same SQL without us.</summary>
internal sealed class Inquiry(Stage stage, Report report, Recorder recorder, string scenario, string figure)
{
    /// <summary>All of them as an administrator; those that are an operator's, too, as an operator.</summary>
    public async Task Ask(IReadOnlyList<Question> questions)
    {
        await Ask(Staff.Admin, "", questions);
        await Ask(Staff.Email(0), ", an operator", questions.Where(one => one.Operators));
    }

    private async Task Ask(string email, string whose, IEnumerable<Question> questions)
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
            report.Add(new Result(scenario, $"{question.What}{whose}", "1 client, closed") { Figure = figure }
                .With(figures[0]).Against($"Npgsql alone: {figures[1].PerSecond:N0}/s", figures[1].PerSecond)
                .Aims(Goal.Most($"p95 ≤ {question.Limit} ms", question.Limit, figures[0].Latencies.At(95))));
        }
    }
}
