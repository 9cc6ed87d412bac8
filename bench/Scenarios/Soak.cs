using System.Collections.Concurrent;
using System.Globalization;

namespace Convos.Bench;

/// <summary>
/// Webhooks, replies and open pages for minutes, while connections to PostgreSQL are cut at random and the app is killed and started
/// again. Everybody insists as they would in life. Then: nothing lost, nothing twice, counters equal to counts, pages up to date.
/// </summary>
internal static class Soak
{
    private const int Pages = 8;
    private const int Repliers = 3;
    private static readonly TimeSpan LetterPace = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan FaultPace = TimeSpan.FromSeconds(5);

    public static async Task Run(Stage stage, Report report)
    {
        await using var work = new Work(stage);
        await work.Prepare();
        using (var over = new CancellationTokenSource(TimeSpan.FromMinutes(stage.Options.Minutes)))
        {
            await Task.WhenAll([work.Faults(over.Token), work.Letters(over.Token), .. Enumerable.Range(0, Repliers).Select(_ => work.Replies(over.Token))]);
        }

        var settled = await Until.True(async () => !await stage.Busy(), TimeSpan.FromMinutes(3));
        var ends = await Ends.Look(stage, work, settled);
        report.Add(new Result("soak", "webhooks, replies, streams under faults", string.Create(CultureInfo.InvariantCulture, $"{stage.Options.Minutes:0.#} min"))
        {
            Figure = $"{work.Written.Count:N0} messages, {work.Answered.Count:N0} replies, {work.Cuts} connections cut, {work.Kills} kills, {work.Followers.Sum(page => page.Redials)} redials",
            MustHold = true,
        }.Aims([.. ends]));
    }

    /// <summary>What is done and what is done to it.</summary>
    internal sealed class Work(Stage stage) : IAsyncDisposable
    {
        private readonly Random random = new(7);
        private readonly Meta meta = new(() => stage.App.Address);
        private IReadOnlyList<long> tickets = [];
        private Customers customers = null!;
        private Visitor person = null!;

        public ConcurrentBag<string> Written { get; } = [];

        public ConcurrentBag<Guid> Answered { get; } = [];

        public List<Follower> Followers { get; } = [];

        public int Cuts { get; private set; }

        public int Kills { get; private set; }

        public async Task Prepare()
        {
            var email = Staff.Email(0);
            tickets = await Convos.Bench.Replies.Ready(stage, email);
            customers = await Customers.Of(stage, active: true);
            person = await stage.Visitor(email);
            var admin = await stage.Visitor(Staff.Admin);
            Followers.AddRange(Enumerable.Range(0, Pages).Select(_ => new Follower(admin, "/inbox/all")));
        }

        public async Task Letters(CancellationToken over)
        {
            var underway = new List<Task>();
            while (await Pause(LetterPace, over))
            {
                var letter = Meta.Letter(customers.Next(), "¿Alguna novedad?");
                Written.Add(letter.Id);
                underway.Add(meta.Insist([letter], CancellationToken.None));
            }

            await Task.WhenAll(underway);
        }

        // The key stays: whoever presses again after a failure sends the same message.
        public async Task Replies(CancellationToken over)
        {
            for (var number = 0; await Pause(LetterPace, over); number++)
            {
                var key = Guid.NewGuid();
                while (!await Tried(tickets[number % tickets.Count], key))
                {
                    await Task.Delay(300, CancellationToken.None);
                }

                Answered.Add(key);
            }
        }

        public async Task Faults(CancellationToken over)
        {
            for (var number = 1; await Pause(FaultPace, over); number++)
            {
                if (number % 4 == 0)
                {
                    Kills++;
                    await stage.CrashApp();
                    continue;
                }

                Cuts += await stage.One<int>(
                    """
                    select count(*)::int
                    from (
                      select pg_terminate_backend(pid)
                      from (
                        select pid from pg_stat_activity
                        where datname = current_database() and application_name <> 'convos-bench' and pid <> pg_backend_pid() and backend_type = 'client backend'
                        order by random()
                        limit @some) chosen) cut
                    """, new { some = random.Next(1, 6) });
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var follower in Followers)
            {
                await follower.DisposeAsync();
            }

            meta.Dispose();
        }

        private async Task<bool> Tried(long ticket, Guid key)
        {
            try
            {
                await Convos.Bench.Replies.Reply(person, ticket, "Sigue en camino, llega mañana.", key);
                return true;
            }
            catch (Exception refused) when (refused is HttpRequestException or OperationCanceledException or IOException)
            {
                return false;
            }
            catch (InvalidOperationException refused) when (refused.Message.Contains("409", StringComparison.Ordinal))
            {
                // Nobody answers this person's beats, so the sweep sends them off duty.
                await person.Post("/presence?handler=choose&available=true");
                return false;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        private static async Task<bool> Pause(TimeSpan pace, CancellationToken over)
        {
            await Task.WhenAny(Task.Delay(pace, CancellationToken.None), Task.Delay(Timeout.Infinite, over));
            return !over.IsCancellationRequested;
        }
    }
}
