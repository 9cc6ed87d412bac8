using Convos.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Workers;

/// <summary>Tells customers what was read. What does not get through is tried again, ever more patiently; a refusal is kept and ends it.</summary>
public sealed class SendReadReceipts(
    Database database, IEnumerable<IChannel> channels, ISecrets secrets, TimeProvider clock, ILogger<SendReadReceipts> log) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Claim(ct) is { } receipt)
        {
            var result = await Tell(receipt, ct);
            await using var db = await database.Open(CancellationToken.None);
            await (result switch
            {
                SendResult.Accepted => ReadReceipts.Sent(db, receipt),
                SendResult.Rejected no => Refused(db, receipt, no),
                SendResult.Later later => PutOff(db, receipt, later),
                SendResult.Unknown unknown => ReadReceipts.TryAgain(db, receipt, unknown.Reason, clock.Now() + Pause(receipt)),
                _ => throw new InvalidOperationException($"Unknown result {result}."),
            });
        }
    }

    private async Task<ReadReceipt?> Claim(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await ReadReceipts.Claim(db, clock.Now());
    }

    private Task<SendResult> Tell(ReadReceipt receipt, CancellationToken ct) => secrets.With(receipt.AccessToken, token =>
        channels.Single(channel => channel.Kind == receipt.ChannelKind).MarkRead(new(receipt.AccountId, token, receipt.ExternalId), ct));

    private Task Refused(NpgsqlConnection db, ReadReceipt receipt, SendResult.Rejected no)
    {
        // The reason itself stands with the receipt.
        log.LogWarning("The read receipt of message {Message} was refused", receipt.MessageId);
        return ReadReceipts.Refused(db, receipt, no.Reason);
    }

    private async Task PutOff(NpgsqlConnection db, ReadReceipt receipt, SendResult.Later later)
    {
        await ReadReceipts.TryAgain(db, receipt, later.Reason, clock.Now() + (later.After ?? Pause(receipt)));
        if (later.Trouble is { } trouble)
        {
            await Channels.Troubled(db, receipt.ChannelId, receipt.AccessToken, trouble, later.Reason, clock.Now());
        }
    }

    private static TimeSpan Pause(ReadReceipt receipt) => TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(4, Math.Min(receipt.Attempts, 6))));
}
