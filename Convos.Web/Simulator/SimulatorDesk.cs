using Convos.Data;
using Microsoft.AspNetCore.Hosting.Server;

namespace Convos.Web;

/// <summary>What the simulator takes from the installation: its channels as business numbers, its contacts as customers.</summary>
public sealed class SimulatorDesk(Database database, ISecrets secrets, IServer server)
{
    private const int Customers = 60;
    private const int Remembered = 60;

    public async Task<IReadOnlyList<Channel>> Channels()
    {
        await using var db = await database.Open();
        return await Data.Channels.All(db);
    }

    public async Task<FakeNumber?> Number(string accountId)
    {
        await using var db = await database.Open();
        if (await Data.Channels.ByAccount(db, "whatsapp", accountId) is not { } channel)
        {
            return null;
        }

        var number = Number(channel);
        return await Data.Channels.Connected(db, channel.Name) is { BusinessId.Length: > 0 } known ? number with { BusinessId = known.BusinessId } : number;
    }

    public FakeNumber Number(Channel channel) => new(
        channel.AccountId, channel.DisplayAddress, secrets.Open(channel.AccessToken), secrets.Open(channel.AppSecret),
        () => new(OwnAddress.Of(server), $"/webhooks/whatsapp/{channel.Name}"));

    public async Task<IReadOnlyList<Correspondent>> People(string accountId)
    {
        await using var db = await database.Open();
        return await Correspondents.Latest(db, accountId, Customers);
    }

    /// <summary>Puts what was said before onto a phone that shows nothing yet.</summary>
    public async Task Recall(Phones phones, string accountId, string customer)
    {
        if (!phones.IsNew(accountId, customer))
        {
            return;
        }

        await using var db = await database.Open();
        var heard = await Correspondents.Heard(db, accountId, customer, Remembered);
        phones.Recall(accountId, customer, heard.Select(Bubble));
    }

    private static PhoneBubble Bubble(HeardMessage message)
    {
        var mine = message.Author == Author.Contact;
        var words = message.Body.Length > 0 ? message.Body : $"[{message.Kind.Name()}]";
        return new(message.ExternalId, mine, words, message.SentAt, mine ? BubbleState.Arrived : BubbleState.Read, message.ContactReaction, message.OurReaction);
    }
}
