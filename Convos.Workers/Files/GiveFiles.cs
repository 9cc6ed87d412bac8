using Convos.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Workers;

/// <summary>Gives channels the files that queued messages show. What does not get through is given again for a day; a refusal fails the messages.</summary>
public sealed class GiveFiles(
    Database database, IEnumerable<IChannel> channels, ISecrets secrets, IFileStore files, TimeProvider clock, ILogger<GiveFiles> log) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Claim(ct) is { } file)
        {
            GiveResult result;
            try
            {
                result = await Give(file, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                // Whoever comes next need not wait for the lease.
                await using var free = await database.Open(CancellationToken.None);
                await ChannelFiles.TryAgain(free, file, clock.Now());
                return;
            }

            await using var db = await database.Open(CancellationToken.None);
            await Record(db, file, result);
        }
    }

    private async Task<FileToGive?> Claim(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await ChannelFiles.Claim(db, clock.Now());
    }

    private async Task<GiveResult> Give(FileToGive file, CancellationToken ct)
    {
        if (secrets.OpenOrNull(file.AccessToken) is not { } token)
        {
            return new GiveResult.Later("The channel's token cannot be opened with the installation's keys.", TimeSpan.FromMinutes(5));
        }

        await using (var there = await files.Open(file.File, ct))
        {
            if (there is null)
            {
                return new GiveResult.Refused("The file is no longer in this installation.");
            }
        }

        var gift = new FileGift(file.AccountId, token, file.Mime, file.Size, async stop => await files.Open(file.File, stop) ?? throw new FileNotFoundException(file.File));
        return await channels.Single(channel => channel.Kind == file.ChannelKind).Give(gift, ct);
    }

    private async Task Record(NpgsqlConnection db, FileToGive file, GiveResult result)
    {
        switch (result)
        {
            case GiveResult.Given given:
                await ChannelFiles.Given(db, file, given.MediaId, clock.Now() + given.Lifetime, clock.Now());
                break;
            case GiveResult.Refused no:
                log.LogWarning("Channel {Channel} refused a file of {Size} bytes ({Mime})", file.ChannelId, file.Size, file.Mime);
                await ChannelFiles.Refused(database, file, no.Reason, clock.Now());
                break;
            case GiveResult.Later later when file.Last:
                await ChannelFiles.Refused(database, file, later.Reason, clock.Now());
                break;
            case GiveResult.Later later:
                await ChannelFiles.TryAgain(db, file, clock.Now() + (later.After ?? Pause(file.Tries)));
                if (later.Trouble is { } trouble)
                {
                    await Channels.Troubled(db, file.ChannelId, file.AccessToken, trouble, later.Reason, clock.Now());
                }

                break;
        }
    }

    private static TimeSpan Pause(int tries) => TimeSpan.FromSeconds(Math.Min(600, 2 * Math.Pow(2, Math.Min(tries, 9))));
}
