namespace Convos.Web;

/// <summary>A business number that the fake Graph knows, with the webhook that is subscribed to it.</summary>
public sealed record FakeNumber(string Id, string Display, string AccessToken, string AppSecret, Func<Uri> Webhook)
{
    public string VerifiedName { get; init; } = "Negocio de prueba";

    public string Quality { get; init; } = "GREEN";

    public string Status { get; init; } = "CONNECTED";

    /// <summary>The business account (WABA) that the number belongs to.</summary>
    public string BusinessId { get; init; } = "200000000000001";

    /// <summary>The app that gave the token; <c>Subscribed</c>: its webhooks are those of the account.</summary>
    public string AppId { get; init; } = "300000000000001";

    public bool Subscribed { get; init; } = true;

    public IReadOnlyList<string> Scopes { get; init; } = ["whatsapp_business_messaging", "whatsapp_business_management"];

    /// <summary>Null: never.</summary>
    public DateTime? TokenExpiresAt { get; init; }

    /// <summary>Whether the token may be asked about: Meta tells it to the app's own people only.</summary>
    public bool TokenTells { get; init; } = true;
}

/// <summary>A call as it came over the wire.</summary>
public sealed record GraphCall(string Version, string AccountId, string? Authorization, byte[] Body);

/// <summary>What the fake Graph answers; <c>Code</c> is that of the error inside.</summary>
public sealed record GraphAnswer(int Status, string Body, string ContentType = "application/json", int? Code = null);
