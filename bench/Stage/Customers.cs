namespace Convos.Bench;

/// <summary>Those who write during a run: mostly people who are known, and one in ten who is new.</summary>
public sealed class Customers
{
    private readonly IReadOnlyList<IReadOnlyList<Customer>> byChannel;
    private int next, strangers;

    private Customers(IReadOnlyList<IReadOnlyList<Customer>> byChannel) => this.byChannel = byChannel;

    /// <summary>A few thousand of each channel, spread over all that there are. The active ones have an open ticket already.</summary>
    public static async Task<Customers> Of(Stage stage, bool active = false)
    {
        var people = await stage.All<Customer>(
            """
            select th.address phone, c.name, ch.account_id account, ch.name channel
            from threads th
            join contacts c on c.id = th.contact_id
            join channels ch on ch.id = th.channel_id
            where exists (select from tickets t where t.thread_id = th.id and t.status <> 'closed') or not @active
            order by hashint8(th.id)
            limit 20000
            """, new { active });
        return new([.. people.GroupBy(person => person.Channel).Select(channel => channel.ToList())]);
    }

    /// <summary>Never the same twice in a row, until all have written.</summary>
    public Customer Next() => From(Interlocked.Increment(ref next), Interlocked.Increment(ref next));

    /// <summary>So many of one channel, one in ten of them new.</summary>
    public IReadOnlyList<Customer> Some(int count)
    {
        var channel = Interlocked.Increment(ref next);
        return [.. Enumerable.Range(0, count).Select(number => number % 10 == 9 ? Stranger(channel) : From(channel, Interlocked.Increment(ref next)))];
    }

    private Customer From(int channel, int person)
    {
        var people = byChannel[channel % byChannel.Count];
        return people[person / byChannel.Count % people.Count];
    }

    private Customer Stranger(int channel) =>
        From(channel, 0) with { Phone = $"+54922{Interlocked.Increment(ref strangers) + (DateTime.UtcNow.Ticks / 100_000 % 50_000_000):D8}", Name = "Cliente nuevo" };
}
