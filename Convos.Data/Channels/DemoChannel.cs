namespace Convos.Data;

/// <summary>The channels of a Development start: their names are fixed, so that scripts can rely on them.</summary>
public sealed record DemoChannel(string Name, string AccountId, string DisplayAddress, string Inbox)
{
    public const string VerifyToken = "convos-demo-verify";
    public const string AppSecret = "convos-demo-secret";
    public const string AccessToken = "convos-demo-token";

    public static readonly DemoChannel Sales = new("whatsapp-demo", "100000000000001", "+54 11 5555-0001", "Ventas");
    public static readonly DemoChannel Support = new("whatsapp-soporte", "100000000000002", "+54 11 5555-0002", "Soporte");

    public static readonly IReadOnlyList<DemoChannel> All = [Sales, Support];
}
