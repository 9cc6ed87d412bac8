using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Convos.Workers;

namespace Convos.Web;

/// <summary>Delivers the fake Meta's webhooks, signed, with all its habits; tries again until it is answered 200.</summary>
public sealed class Postman(HttpClient http, TimeProvider clock, ILogger log, CancellationToken stopped)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(8);

    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<Task, bool> underway = new();
    private List<Letter>? gathered;

    public MetaHabits Habits { get; set; } = MetaHabits.OnScreen;

    /// <summary>For webhooks to this machine, whatever proxy the environment names.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Tells, when it is over, whether the letter arrived.</summary>
    public Task<bool> Post(Letter letter)
    {
        if (!Habits.OneBatch && !Habits.OutOfOrder)
        {
            Follow(Send([letter]));
            return letter.Delivered.WaitAsync(stopped);
        }

        lock (gate)
        {
            if (gathered is null)
            {
                gathered = [];
                Follow(SendGathered());
            }

            gathered.Add(letter);
        }

        return letter.Delivered.WaitAsync(stopped);
    }

    /// <summary>Work whose end <see cref="Settled"/> awaits too.</summary>
    public void Follow(Task work)
    {
        underway.TryAdd(work, true);
        _ = work.ContinueWith(done => underway.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Nothing is on its way any more.</summary>
    public async Task Settled()
    {
        while (underway.Keys.FirstOrDefault() is { } work)
        {
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            underway.TryRemove(work, out _);
        }
    }

    private async Task SendGathered()
    {
        await Task.Delay(Habits.Gather, clock, stopped);
        List<Letter> letters;
        lock (gate)
        {
            (letters, gathered) = (gathered!, null);
        }

        if (Habits.OutOfOrder)
        {
            letters.Reverse();
        }

        var bags = Habits.OneBatch
            ? letters.GroupBy(letter => (letter.Number.Webhook(), letter.Number.AppSecret)).Select(bag => bag.ToList())
            : letters.Select(letter => new List<Letter> { letter });
        foreach (var bag in bags)
        {
            await Send(bag);
        }
    }

    private async Task Send(List<Letter> letters)
    {
        await Task.Delay(Habits.Delay, clock, stopped);
        var number = letters[0].Number;
        var body = Letter.Seal(letters);
        var arrived = await Insist(number, body);
        if (arrived && Habits.Twice)
        {
            arrived = await Insist(number, body);
        }

        letters.ForEach(letter => letter.Settle(arrived));
    }

    private async Task<bool> Insist(FakeNumber number, byte[] body)
    {
        var pause = TimeSpan.FromSeconds(0.5);
        for (var tries = 0; tries < Habits.Tries; tries++)
        {
            if (await Try(number, body))
            {
                return true;
            }

            await Task.Delay(pause, clock, stopped);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        log.LogWarning("The webhook of number {Number} did not take an event, and the simulator gave up", number.Id);
        return false;
    }

    private async Task<bool> Try(FakeNumber number, byte[] body)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, number.Webhook()) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add(WhatsAppSignature.Header, WhatsAppSignature.Sign(body, number.AppSecret));
            using var response = await http.SendAsync(request, stopped);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !stopped.IsCancellationRequested))
        {
            log.LogInformation(failure, "The webhook of number {Number} did not answer; the simulator tries again", number.Id);
            return false;
        }
    }
}
