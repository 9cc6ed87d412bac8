namespace Convos.Bench;

/// <summary>
/// An operator answers: until the answer with the new bubble is there. The message leaves to Meta meanwhile, whose statuses come back.
/// The limit is the same SQL through Npgsql, with the app stopped.
/// </summary>
internal static class Replies
{
    private const int Clients = 8;

    public static async Task Run(Stage stage, Report report)
    {
        var email = Staff.Email(0);
        var visitor = await stage.Visitor(email);
        var tickets = await Ready(stage, email);
        var next = 0;
        Task Ask(int _)
        {
            var number = Interlocked.Increment(ref next);
            return Reply(visitor, tickets[number % tickets.Count], $"Listo, queda reservado el pedido {number}.", Guid.NewGuid());
        }

        var alone = await stage.Closed(1, Ask);
        var observer = stage.Observe();
        var together = await stage.Closed(Clients, Ask);
        var observed = await observer.Done();
        await stage.Quiet();
        var (direct, directAlone) = await Limit(stage, email, tickets[0]);
        report.Add(new Result("reply", "until the bubble is back", "1 client, closed").With(alone)
            .Against($"Npgsql, same SQL: {directAlone.PerSecond:N0}/s", directAlone.PerSecond)
            .Aims(Goal.Most("p50 ≤ 5 ms", 5, alone.Latencies.At(50))));
        report.Add(new Result("reply", "until the bubble is back", $"{Clients} clients, closed").With(together).With(observed)
            .Against($"Npgsql, same SQL: {direct.PerSecond:N0}/s", direct.PerSecond));
    }

    /// <summary>Tickets that this person holds and may answer: the customers have just written.</summary>
    public static async Task<IReadOnlyList<long>> Ready(Stage stage, string email, int count = 40)
    {
        await stage.OnDuty(email);
        var customers = await stage.All<Customer>(
            """
            select th.address phone, c.name, ch.account_id account, ch.name channel
            from tickets t
            join operators o on o.id = t.operator_id
            join threads th on th.id = t.thread_id
            join contacts c on c.id = th.contact_id
            join channels ch on ch.id = th.channel_id
            where t.status = 'assigned' and o.email = @email
            order by t.id
            limit @count
            """, new { email, count });
        using var meta = new Meta(() => stage.App.Address);
        await Task.WhenAll(customers.Select(customer => meta.Post([Meta.Letter(customer, "¿Sigue disponible?")])));
        await stage.Quiet();
        return await stage.All<long>(
            """
            select t.id
            from tickets t join operators o on o.id = t.operator_id
            where t.status = 'assigned' and o.email = @email and t.window_closes_at > @soon
            order by t.id
            limit @count
            """, new { email, count, soon = DateTime.UtcNow.AddHours(1) });
    }

    public static Task Reply(Visitor visitor, long ticket, string body, Guid key) =>
        visitor.Post($"/inbox/mine/{ticket}?handler=reply", ("body", body), ("clientKey", key.ToString()));

    private static async Task<(Figures Together, Figures Alone)> Limit(Stage stage, string email, long ticket)
    {
        var script = await Record(stage, email, ticket);
        return await stage.WithoutApp(async () =>
        {
            var last = await stage.One<long>("select max(id) from messages");
            var together = await stage.Closed(Clients, _ => script.Run(stage.Database));
            var alone = await stage.Closed(1, _ => script.Run(stage.Database));
            // Nobody is to send these when the app is back.
            await stage.One<long>("with gone as (delete from message_sends where message_id > @last returning 1) select count(*) from gone", new { last });
            return (together, alone);
        });
    }

    private static async Task<Script> Record(Stage stage, string email, long ticket)
    {
        var key = Guid.NewGuid();
        await using var recorder = await Recorder.Start(stage.ConnectionString);
        using var visitor = await Visitor.SignIn(recorder.Address, email);
        await Reply(visitor, ticket, "Te confirmo en un momento.", Guid.NewGuid());
        return await recorder.Record(() => Reply(visitor, ticket, "Te confirmo en un momento.", key), fresh: key);
    }
}
