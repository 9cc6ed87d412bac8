using Convos.Data;

namespace Convos.Bench;

/// <summary>One message of a ticket.</summary>
internal sealed class Turn(Author author, MessageKind kind, string body, DateTime at)
{
    public long Id { get; set; }

    public Author Author => author;

    public MessageKind Kind => kind;

    public string Body => body;

    public DateTime At => at;

    public Delivery Delivery { get; init; } = Delivery.Received;

    public string? ContactReaction { get; init; }

    /// <summary>Our reply quotes the customer's first message.</summary>
    public bool Quotes { get; init; }
}

/// <summary>What happens in one ticket: who says what, when it is taken, when it ends.</summary>
internal sealed class TicketPlay(long id, Episode episode, long contact, long channel, long inbox, long holder)
{
    private static readonly MessageKind[] Others =
        [MessageKind.Image, MessageKind.Voice, MessageKind.Document, MessageKind.Sticker, MessageKind.Location, MessageKind.Interactive];

    public long Id => id;

    public Episode Episode => episode;

    public long Contact => contact;

    public long Channel => channel;

    public long Inbox => inbox;

    public long Holder => holder;

    public List<Turn> Turns { get; } = [];

    public DateTime? TakenAt { get; private set; }

    public DateTime? ClosedAt { get; private set; }

    /// <summary>The first customer message that stands unanswered.</summary>
    public DateTime? AwaitingSince =>
        Turns.FindLastIndex(turn => turn is { Author: Author.Operator, Kind: not MessageKind.Note } && turn.Delivery != Delivery.Failed) is var answered
            ? Turns.Skip(answered + 1).FirstOrDefault(turn => turn.Author == Author.Contact)?.At
            : null;

    public Turn Shown => Turns.Last(turn => turn.Kind != MessageKind.Note);

    public void Improvise(Words words, Random random, DateTime now)
    {
        var length = episode.Stand == Stand.Queued ? random.Next(1, 4) : 2 + random.Next(0, 10) + (random.Next(4) == 0 ? random.Next(0, 24) : 0);
        var pace = Math.Min(240, (now - episode.OpenedAt).TotalSeconds / (length + 2));
        var at = episode.OpenedAt;
        for (var turn = 0; turn < length; turn++)
        {
            var ours = turn > 0 && episode.Stand != Stand.Queued && random.Next(2) == 0;
            if (ours)
            {
                TakenAt ??= at.AddSeconds(pace / 4);
            }

            Turns.Add(ours ? Ours(words, random, at, now) : Theirs(words, random, at));
            at = at.AddSeconds(pace * (0.5 + random.NextDouble() / 2));
        }

        TakenAt ??= episode.Stand == Stand.Queued ? null : at;
        ClosedAt = episode.Stand == Stand.Closed ? at.AddSeconds(pace) : null;
    }

    private static Turn Theirs(Words words, Random random, DateTime at)
    {
        var kind = random.Next(12) == 0 ? Others[random.Next(Others.Length)] : MessageKind.Text;
        // Whole seconds, as the provider's clock has them.
        var second = new DateTime(at.Ticks - (at.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        return new(Author.Contact, kind, kind is MessageKind.Text or MessageKind.Interactive ? words.Ask(random.Next(10_000, 99_999)) : "", second);
    }

    private static Turn Ours(Words words, Random random, DateTime at, DateTime now)
    {
        if (random.Next(30) == 0)
        {
            return new(Author.Operator, MessageKind.Note, words.Note(), at) { Delivery = Delivery.Internal };
        }

        var delivery = random.Next(40) switch { 0 => Delivery.Failed, < 6 => Delivery.Delivered, 6 when now - at < TimeSpan.FromHours(4) => Delivery.Sent, _ => Delivery.Read };
        return new(Author.Operator, MessageKind.Text, words.Answer(random.Next(10_000, 99_999)), at)
        {
            Delivery = delivery, ContactReaction = random.Next(25) == 0 ? "👍" : null, Quotes = random.Next(12) == 0,
        };
    }
}
