using Convos.Data;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace Convos.Web.Pages;

/// <summary>Customers' phones on screen. What is typed on one becomes a signed webhook to our own endpoint.</summary>
[UploadLimit(101, ByDisk = true)]
public sealed partial class SimulatorPage(FakeGraph graph, SimulatorDesk desk) : PageModel
{
    private const int CallsShown = 8;
    private const int TextLimit = 4096;

    public static readonly string[] Emojis = ["👍", "❤️", "😂", "😮"];

    public IReadOnlyList<Channel> Channels { get; private set; } = [];

    public IReadOnlyList<Correspondent> People { get; private set; } = [];

    public Channel? Current { get; private set; }

    public string? CurrentName { get; private set; }

    public bool Misdialled { get; private set; }

    public MetaHabits Habits => graph.Postman.Habits;

    public IReadOnlyList<PhoneBubble> Chat => Phone?.Chat ?? [];

    public bool SeesTyping => Phone?.SeesTyping == true;

    public IEnumerable<GraphRequest> Calls => graph.Requests.All.Reverse().Take(CallsShown);

    [BindProperty(SupportsGet = true)]
    public string? Channel { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Number { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Name { get; set; }

    private FakePhone? Phone => Current is not null && Number is not null ? graph.Phone(Current.AccountId, Number, CurrentName) : null;

    public string Here(string? handler = null) => Address(Channel, Number, Name, handler);

    public string Address(string? channel, string? number, string? name, string? handler = null) =>
        QueryHelpers.AddQueryString("/simulator", Parts(("channel", channel), ("number", number), ("name", name), ("handler", handler)));

    public async Task<IActionResult> OnGet()
    {
        await Find();
        Phone?.Look();
        return Page();
    }

    public async Task<IActionResult> OnGetScreen()
    {
        await Find();
        Phone?.Look();
        return Partial("_Screen", this);
    }

    public async Task<IActionResult> OnPostWrite(string? text)
    {
        await Find();
        if (!string.IsNullOrWhiteSpace(text))
        {
            Phone?.Write(text.Length <= TextLimit ? text : text[..TextLimit]);
        }

        return this.SeeOther(Here());
    }

    public async Task<IActionResult> OnPostReact(string? reaction)
    {
        await Find();
        if (reaction?.Split(' ') is [var wamid, var emoji])
        {
            var had = Chat.FirstOrDefault(bubble => bubble.Wamid == wamid)?.MyReaction;
            Phone?.React(wamid, had == emoji ? null : emoji);
        }

        return this.SeeOther(Here());
    }

    public IActionResult OnPostHabits(bool delay, bool twice, bool oneBatch, bool outOfOrder)
    {
        graph.Postman.Habits = MetaHabits.OnScreen with
        {
            Delay = delay ? MetaHabits.LongDelay : TimeSpan.Zero,
            Twice = twice,
            OneBatch = oneBatch,
            OutOfOrder = outOfOrder,
        };
        return this.SeeOther(Here());
    }

    public IActionResult OnPostFail(string? fault)
    {
        SimulatorFaults.Named(fault)?.Invoke(graph);

        return this.SeeOther(Here());
    }

    private static Dictionary<string, string?> Parts(params (string Name, string? Value)[] parts) =>
        parts.Where(part => part.Value is not null).ToDictionary(part => part.Name, part => part.Value);

    private async Task Find()
    {
        Channels = await desk.Channels();
        foreach (var channel in Channels)
        {
            graph.Connect(desk.Number(channel));
        }

        Current = Channels.FirstOrDefault(channel => channel.Name == Channel) ?? (Channels is [var first, ..] ? first : null);
        Channel = Current?.Name;
        if (Current is null)
        {
            return;
        }

        People = await desk.People(Current.AccountId);
        var dialled = Dialled(Number);
        Misdialled = Number is not null && dialled is null;
        Number = dialled ?? (People is [var latest, ..] ? latest.Address : null);
        CurrentName = People.FirstOrDefault(person => person.Address == Number)?.Name ?? (string.IsNullOrWhiteSpace(Name) ? Number : Name);
        if (Number is not null)
        {
            await desk.Recall(graph.Phones, Current.AccountId, FakePhone.Key(Number));
        }
    }

    // A user id stays as it is; a number is written in full, Argentine unless it says otherwise.
    private static string? Dialled(string? typed) =>
        typed is null || typed.Contains('.') ? typed : PhoneNumbers.TryE164(typed, "AR", out var e164) ? e164 : null;
}
