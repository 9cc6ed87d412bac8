using System.Text.Json;
using Convos.Workers;

namespace Convos.Web;

public enum BubbleState { Leaving, Arrived, Lost, Read }

/// <summary>A bubble on the customer's screen. <c>Mine</c> is the customer's own.</summary>
public sealed record PhoneBubble(
    string Wamid, bool Mine, string Text, DateTime At, BubbleState State,
    string? MyReaction = null, string? TheirReaction = null, string? QuotedText = null)
{
    public PhoneContent Content { get; init; } = new("text");

    public bool Edited { get; init; }

    /// <summary>What stands for it where it is quoted.</summary>
    public string Label => Text.Length > 0 ? Text : Content.File?.Name ?? Content.Place?.Name ?? $"[{Content.Kind}]";
}

/// <summary>What customers see on their phones, one chat for each business number and customer.</summary>
public sealed class Phones(Lock gate)
{
    private readonly Dictionary<(string Account, string Customer), List<PhoneBubble>> chats = [];
    private readonly Dictionary<(string Account, string Customer), DateTime> typing = [];

    public void Add(string account, string customer, PhoneBubble bubble)
    {
        lock (gate)
        {
            var chat = chats.TryGetValue((account, customer), out var found) ? found : chats[(account, customer)] = [];
            chat.Add(bubble);
        }
    }

    /// <summary>What the business sent: a reaction goes onto its bubble, all else is one.</summary>
    public void Receive(string account, string customer, string wamid, JsonElement body, DateTime now, FakeMedia media, string? template = null)
    {
        if (GraphRules.TypeOf(body) == "reaction")
        {
            Change(account, customer, body.At("reaction").At("message_id").Text() ?? "", bubble => bubble with { TheirReaction = body.At("reaction").At("emoji").Text() });
            return;
        }

        ShowTyping(account, customer, default);
        var quoted = Chat(account, customer).FirstOrDefault(bubble => bubble.Wamid == body.At("context").At("message_id").Text());
        Add(account, customer, new(wamid, Mine: false, template ?? PhoneContent.Words(body), now, BubbleState.Arrived, QuotedText: quoted?.Label)
        {
            Content = PhoneContent.Of(body, media),
        });
    }

    /// <summary>Null where there is no such bubble.</summary>
    public PhoneBubble? Change(string account, string customer, string wamid, Func<PhoneBubble, PhoneBubble> change)
    {
        lock (gate)
        {
            var chat = chats.GetValueOrDefault((account, customer));
            var at = chat?.FindIndex(bubble => bubble.Wamid == wamid) ?? -1;
            return at < 0 ? null : chat![at] = change(chat[at]);
        }
    }

    /// <summary>What was said before this process began, where the phone shows nothing yet.</summary>
    public void Recall(string account, string customer, IEnumerable<PhoneBubble> bubbles)
    {
        lock (gate)
        {
            chats.TryAdd((account, customer), [.. bubbles]);
        }
    }

    public IReadOnlyList<PhoneBubble> Chat(string account, string customer)
    {
        lock (gate)
        {
            return chats.TryGetValue((account, customer), out var chat) ? [.. chat] : [];
        }
    }

    /// <summary>Marks the business's bubbles read; answers those that were not.</summary>
    public IReadOnlyList<PhoneBubble> Read(string account, string customer)
    {
        lock (gate)
        {
            var chat = chats.GetValueOrDefault((account, customer)) ?? [];
            var unread = chat.Where(bubble => bubble is { Mine: false, State: BubbleState.Arrived }).ToList();
            unread.ForEach(bubble => chat[chat.IndexOf(bubble)] = bubble with { State = BubbleState.Read });
            return unread;
        }
    }

    /// <summary>Until then, or until the business's next message, the phone shows that it is writing.</summary>
    public void ShowTyping(string account, string customer, DateTime until)
    {
        lock (gate)
        {
            typing[(account, customer)] = until;
        }
    }

    public bool IsTyped(string account, string customer, DateTime now)
    {
        lock (gate)
        {
            return typing.GetValueOrDefault((account, customer)) > now;
        }
    }

    /// <summary>The business read the customer's message, and so all before it. Answers the customer; null: on no phone.</summary>
    public string? ReadByBusiness(string account, string wamid)
    {
        lock (gate)
        {
            var (key, found) = chats.FirstOrDefault(chat => chat.Key.Account == account && chat.Value.Exists(bubble => bubble.Mine && bubble.Wamid == wamid));
            var chat = found ?? [];
            for (var at = chat.FindIndex(bubble => bubble.Wamid == wamid); at >= 0; at--)
            {
                chat[at] = chat[at] is { Mine: true, State: BubbleState.Arrived } bubble ? bubble with { State = BubbleState.Read } : chat[at];
            }

            return key.Customer;
        }
    }

    /// <summary>Whether the customer wrote such a message.</summary>
    public bool Knows(string account, string customer, string wamid) => Chat(account, customer).Any(bubble => bubble.Mine && bubble.Wamid == wamid);

    public bool IsNew(string account, string customer)
    {
        lock (gate)
        {
            return !chats.ContainsKey((account, customer));
        }
    }
}
