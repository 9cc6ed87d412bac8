using Convos.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Convos.Workers;

/// <summary>Sends operators' reactions. What surely did not leave is tried again; of what may have left the echo tells, or a person decides.</summary>
public sealed class SendReactions(
    Database database, IEnumerable<IChannel> channels, ISecrets secrets, TimeProvider clock, ILogger<SendReactions> log) : IJob
{
    public async Task Run(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested && await Claim(ct) is { } reaction)
        {
            // Seen through even while the host is stopping, like a message.
            var result = reaction.WindowOpen ? await React(reaction) : new SendResult.Rejected("131047 · 24 h");
            await using var db = await database.Open(CancellationToken.None);
            await (result switch
            {
                SendResult.Accepted accepted => ReactionSends.Sent(db, reaction, accepted.ExternalId, clock.Now()),
                SendResult.Rejected no => Refused(reaction, no),
                SendResult.Later later => PutOff(db, reaction, later),
                SendResult.Unknown => ReactionSends.Doubted(db, reaction, clock.Now()),
                _ => throw new InvalidOperationException($"Unknown result {result}."),
            });
        }
    }

    private async Task<ReactionSend?> Claim(CancellationToken ct)
    {
        await using var db = await database.Open(ct);
        return await ReactionSends.Claim(db, clock.Now());
    }

    private Task<SendResult> React(ReactionSend reaction) => secrets.With(reaction.AccessToken, token =>
        channels.Single(channel => channel.Kind == reaction.ChannelKind).React(
            new(reaction.AccountId, token, reaction.Address, reaction.ExternalId, reaction.Emoji, ReactionSends.EchoOf(reaction.MessageId, reaction.Wish)),
            CancellationToken.None));

    private Task Refused(ReactionSend reaction, SendResult.Rejected no)
    {
        // The reason itself stands with the reaction.
        log.LogWarning("The reaction to message {Message} was refused", reaction.MessageId);
        return ReactionSends.Refused(database, reaction, no.Reason, no.Cause, clock.Now());
    }

    private async Task PutOff(NpgsqlConnection db, ReactionSend reaction, SendResult.Later later)
    {
        var now = clock.Now();
        await ReactionSends.TryAgain(db, reaction, later.Reason, now + (later.After ?? Pause(reaction)), now);
        if (later.Trouble is { } trouble)
        {
            await Channels.Troubled(db, reaction.ChannelId, reaction.AccessToken, trouble, later.Reason, now);
        }
    }

    private static TimeSpan Pause(ReactionSend reaction) => TimeSpan.FromSeconds(Math.Min(600, Math.Pow(2, Math.Min(reaction.Tries, 10))));
}
