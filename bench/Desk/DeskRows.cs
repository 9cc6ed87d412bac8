using System.Globalization;
using Convos.Data;
using Npgsql;

namespace Convos.Bench;

/// <summary>Writes the rows of all tickets, a few hundred at a time, so that messages of different tickets stand mixed as they came.</summary>
internal sealed class DeskRows : IDisposable
{
    private const int AtOnce = 256;

    private readonly DeskTables to;
    private readonly Desk desk;
    private readonly Scale scale;
    private readonly DateTime now;
    private readonly Random random;
    private readonly Words words;
    private readonly ThreadEnd[] threads;
    private long messageId, eventId, inboundId;

    public DeskRows(NpgsqlDataSource source, Desk desk, Scale scale, DateTime now, Random random)
    {
        (this.desk, this.scale, this.now, this.random) = (desk, scale, now, random);
        to = new DeskTables(source);
        words = new Words(random);
        threads = new ThreadEnd[scale.Threads];
    }

    private struct ThreadEnd
    {
        public long Conversation;
        public DateTime First, Last, LastInbound;
    }

    public void Write(Episode[] episodes)
    {
        for (var start = 0; start < episodes.Length; start += AtOnce)
        {
            var written = Enumerable.Range(start, Math.Min(AtOnce, episodes.Length - start)).Select(at => Play(at + 1, episodes[at])).ToList();
            foreach (var (_, message) in written.SelectMany(ticket => ticket.Turns, (ticket, turn) => (ticket, turn)).OrderBy(pair => pair.turn.At))
            {
                message.Id = ++messageId;
            }

            written.ForEach(Store);
        }

        People();
        to.Complete();
    }

    public void Dispose() => to.Dispose();

    private TicketPlay Play(long id, Episode episode)
    {
        var (channel, home) = desk.Channels[Channel(episode.Thread)];
        var inbox = random.Next(10) == 0 ? desk.Channels[random.Next(desk.Channels.Count)].Inbox : home;
        var team = desk.Inboxes[inbox].Count > 0 ? desk.Inboxes[inbox] : desk.Operators;
        var play = new TicketPlay(id, episode, Contact(episode.Thread), channel, inbox, team[random.Next(team.Count)]);
        play.Improvise(words, random, now);
        return play;
    }

    private void Store(TicketPlay play)
    {
        ref var thread = ref threads[play.Episode.Thread];
        (thread.Conversation, thread.First) = (play.Id, thread.First == default ? play.Episode.OpenedAt : thread.First);
        thread.Last = play.Turns[^1].At;
        thread.LastInbound = play.Turns.Last(turn => turn.Author == Author.Contact).At;
        to.Ticket(play);
        to.Conversation(play);
        // In the order in which it happened: that is how the log is read.
        to.Event(++eventId, play, "opened", play.Episode.OpenedAt, data: """{"origin":"inbound"}""");
        var untaken = play.TakenAt;
        foreach (var turn in play.Turns)
        {
            if (untaken is { } taken && turn.Author == Author.Operator)
            {
                to.Event(++eventId, play, "taken", taken, data: """{"from_inbox":null,"from_status":"queued","from_operator":null}""");
                untaken = null;
            }

            to.Message(play, turn, now);
            to.Event(++eventId, play, turn.Kind == MessageKind.Note ? "noted" : turn.Author == Author.Contact ? "received" : "replied", turn.At, turn.Id);
        }

        if (untaken is { } late)
        {
            to.Event(++eventId, play, "taken", late, data: """{"from_inbox":null,"from_status":"queued","from_operator":null}""");
        }

        if (play.ClosedAt is { } closed)
        {
            to.Event(++eventId, play, "closed", closed, data: """{"from_status":"assigned"}""");
        }

        if (play.TakenAt is not null)
        {
            // Most of it is read; of what is open, a third has something new.
            var read = play.ClosedAt is null && play.Id % 3 == 0 ? play.Turns[0].Id : play.Turns[^1].Id;
            to.Read(play.Holder, play.Id, read);
        }

        if (now - play.Episode.OpenedAt < TimeSpan.FromDays(8))
        {
            to.Inbound(++inboundId, play);
        }
    }

    private void People()
    {
        for (var contact = 1; contact <= scale.Contacts; contact++)
        {
            var phone = Phone(contact);
            to.Contact(contact, words.Name(), PhoneNumbers.Display(phone), now.AddDays(-180));
            to.Alias(contact, PhoneNumbers.Canonical(phone));
        }

        for (var thread = 0; thread < threads.Length; thread++)
        {
            var end = threads[thread];
            to.Thread(thread + 1, Contact(thread), desk.Channels[Channel(thread)].Id, Phone(Contact(thread)), end.Conversation, end.Last, end.LastInbound, end.First);
        }
    }

    // The first write on one channel each; a few of them on a second one too.
    private long Contact(int thread) => (thread < scale.Contacts ? thread : (thread - scale.Contacts) * 7 % scale.Contacts) + 1;

    private int Channel(int thread) =>
        (int)((Contact(thread) + (thread < scale.Contacts ? 0 : 1)) % desk.Channels.Count);

    public static string Phone(long contact) => string.Create(CultureInfo.InvariantCulture, $"+54911{40_000_000 + contact:D8}");
}
