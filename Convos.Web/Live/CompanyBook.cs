namespace Convos.Web;

/// <summary>Who is at which chat, of all nodes, as far as it was heard lately. Safe to use from everywhere at once.</summary>
internal sealed class CompanyBook
{
    /// <summary>Nodes tell of those who look every four seconds.</summary>
    private static readonly TimeSpan LookLasts = TimeSpan.FromSeconds(9);

    /// <summary>A page that is written in says so every three seconds.</summary>
    private static readonly TimeSpan WritingLasts = TimeSpan.FromSeconds(6);

    private readonly Lock gate = new();
    private readonly Dictionary<long, Chat> chats = [];

    public Companions Of(long ticket, long viewer, DateTime now)
    {
        lock (gate)
        {
            return new(ticket, chats.TryGetValue(ticket, out var chat) ? [.. chat.People(now).Where(person => person.Id != viewer)] : []);
        }
    }

    /// <summary>Answers the chats whose company is another now.</summary>
    public IReadOnlyList<long> Hear(Whisper whisper, DateTime now)
    {
        lock (gate)
        {
            var touched = whisper.Present.Select(person => person.Ticket).Concat(whisper.Gone.Select(place => place.Ticket)).Distinct().ToList();
            foreach (var person in whisper.Present)
            {
                var chat = chats.TryGetValue(person.Ticket, out var known) ? known : chats[person.Ticket] = new();
                chat.Names[person.Id] = (person.Name, person.Photo);
                if (person.Doing == Doing.Looking)
                {
                    chat.Looking[(person.Id, whisper.Node)] = now + LookLasts;
                }
                else
                {
                    chat.Writing[person.Id] = (person.Doing, now + WritingLasts);
                }
            }

            foreach (var place in whisper.Gone)
            {
                chats.GetValueOrDefault(place.Ticket)?.Looking.Remove((place.Id, whisper.Node));
            }

            return Changed(touched, now);
        }
    }

    /// <summary>What they wrote is there: they are not writing it any more.</summary>
    public IReadOnlyList<long> Said(IEnumerable<(long Ticket, long Operator)> messages, DateTime now)
    {
        lock (gate)
        {
            var said = messages.Where(one => chats.GetValueOrDefault(one.Ticket)?.Writing.Remove(one.Operator) == true).ToList();
            return Changed([.. said.Select(one => one.Ticket).Distinct()], now);
        }
    }

    /// <summary>Forgets of whom nothing was heard.</summary>
    public IReadOnlyList<long> Expire(DateTime now)
    {
        lock (gate)
        {
            return Changed([.. chats.Keys], now);
        }
    }

    private List<long> Changed(IReadOnlyList<long> tickets, DateTime now)
    {
        var changed = new List<long>();
        foreach (var ticket in tickets)
        {
            if (chats.TryGetValue(ticket, out var chat))
            {
                chat.Forget(now);
                var people = chat.People(now);
                if (!people.SequenceEqual(chat.Shown))
                {
                    chat.Shown = people;
                    changed.Add(ticket);
                }

                if (people.Count == 0)
                {
                    chats.Remove(ticket);
                }
            }
        }

        return changed;
    }

    private sealed class Chat
    {
        public Dictionary<long, (string Name, string? Photo)> Names { get; } = [];

        /// <summary>By node: what one node no longer has, another may.</summary>
        public Dictionary<(long Id, Guid Node), DateTime> Looking { get; } = [];

        public Dictionary<long, (Doing Doing, DateTime Until)> Writing { get; } = [];

        public IReadOnlyList<Companion> Shown { get; set; } = [];

        /// <summary>Who writes comes first.</summary>
        public IReadOnlyList<Companion> People(DateTime now)
        {
            var writing = Writing.Where(one => one.Value.Until > now).ToDictionary(one => one.Key, one => one.Value.Doing);
            var looking = Looking.Where(one => one.Value > now).Select(one => one.Key.Id);
            return
            [
                .. writing.Keys.Concat(looking).Distinct()
                    .Select(id => new Companion(id, Names[id].Name, Names[id].Photo, writing.GetValueOrDefault(id, Doing.Looking)))
                    .OrderBy(person => person.Doing == Doing.Looking).ThenBy(person => person.Name, StringComparer.Ordinal).ThenBy(person => person.Id),
            ];
        }

        public void Forget(DateTime now)
        {
            foreach (var id in Writing.Where(one => one.Value.Until <= now).Select(one => one.Key).ToList())
            {
                Writing.Remove(id);
            }

            foreach (var id in Looking.Where(one => one.Value <= now).Select(one => one.Key).ToList())
            {
                Looking.Remove(id);
            }
        }
    }
}
