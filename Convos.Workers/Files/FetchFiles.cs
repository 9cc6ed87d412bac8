using Convos.Data;
using Microsoft.Extensions.Logging;

namespace Convos.Workers;

/// <summary>
/// Brings the files of customers' messages in. The message is there all the while; what does not come is asked for again, ever more
/// patiently, for a day.
/// </summary>
public sealed class FetchFiles(
    Database database, IEnumerable<IChannel> channels, ISecrets secrets, Intake intake, TimeProvider clock, ILogger<FetchFiles> log) : IJob
{
    /// <summary>More no channel of ours sends.</summary>
    private const long MostBytes = 110L * 1024 * 1024;

    /// <summary>A day has some thirty: more only where whoever asks never comes to an end.</summary>
    private const int MostTries = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Claim(ct) is { } awaited)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(Patience);
            try
            {
                await Bring(awaited, patience.Token);
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                await PutOff(awaited, "It took longer than five minutes.");
            }
        }
    }

    private async Task<AwaitedFile?> Claim(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await Attachments.Claim(db, clock.Now());
    }

    private async Task Bring(AwaitedFile awaited, CancellationToken ct)
    {
        if (awaited.Tries > MostTries)
        {
            await GiveUp(awaited, "It was asked for too often.");
            return;
        }

        switch (await Ask(awaited, ct))
        {
            case FetchResult.Fetched fetched:
                await using (fetched.Content)
                {
                    await Take(awaited, fetched.Content, ct);
                }

                break;
            case FetchResult.Gone gone:
                await GiveUp(awaited, gone.Reason);
                break;
            case FetchResult.Later later:
                await PutOff(awaited, later.Reason);
                if (later.Trouble is { } trouble)
                {
                    await using var db = await database.Open(CancellationToken.None);
                    await Channels.Troubled(db, awaited.ChannelId, awaited.AccessToken, trouble, later.Reason, clock.Now());
                }

                break;
        }
    }

    private async Task<FetchResult> Ask(AwaitedFile awaited, CancellationToken ct) =>
        secrets.OpenOrNull(awaited.AccessToken) is { } token
            ? await channels.Single(channel => channel.Kind == awaited.ChannelKind).Fetch(new(awaited.AccountId, token, awaited.MediaId, awaited.Sha256), ct)
            : new FetchResult.Later("The channel's token cannot be opened with the installation's keys.");

    private async Task Take(AwaitedFile awaited, Stream content, CancellationToken ct)
    {
        StoredFile file;
        try
        {
            file = (await intake.Keep(content, MostBytes, ct)).File;
        }
        catch (TooManyBytesException tooMany)
        {
            await GiveUp(awaited, tooMany.Message);
            return;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            await PutOff(awaited, broken.Message);
            return;
        }

        await using var known = await database.Open(CancellationToken.None);
        // Known whatever it is, so that its bytes go some day.
        await StoredFiles.Add(known, file, clock.Now());
        if (!IsWhole(awaited.Sha256, file.Name))
        {
            await PutOff(awaited, "The bytes are not those that the channel announced.");
            return;
        }

        await Attachments.Arrived(known, awaited.MessageId, file, clock.Now());
    }

    private async Task GiveUp(AwaitedFile awaited, string reason)
    {
        await using var db = await database.Open(CancellationToken.None);
        await Attachments.Failed(db, awaited.MessageId, reason, clock.Now());
    }

    private async Task PutOff(AwaitedFile awaited, string reason)
    {
        log.LogInformation("The file of message {Message} did not come, try {Try}: {Reason}", awaited.MessageId, awaited.Tries, reason);
        await using var db = await database.Open(CancellationToken.None);
        await (awaited.Last
            ? Attachments.Failed(db, awaited.MessageId, reason, clock.Now())
            : Attachments.TryAgain(db, awaited.MessageId, reason, clock.Now() + Pause(awaited.Tries)));
    }

    // In base64 in a webhook, in hex elsewhere; a channel that says something else says nothing of use.
    private static bool IsWhole(string? announced, string hex) => announced?.Length switch
    {
        64 => announced.Equals(hex, StringComparison.OrdinalIgnoreCase),
        44 => announced == Convert.ToBase64String(Convert.FromHexString(hex)),
        _ => true,
    };

    private static TimeSpan Pause(int tries) => TimeSpan.FromSeconds(Math.Min(3600, 5 * Math.Pow(3, Math.Min(tries - 1, 7))));
}
