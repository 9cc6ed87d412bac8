namespace Convos.Web;

/// <summary>A business number that the fake Graph knows, with the webhook that is subscribed to it.</summary>
public sealed record FakeNumber(string Id, string Display, string AccessToken, string AppSecret, Func<Uri> Webhook);

/// <summary>A call as it came over the wire.</summary>
public sealed record GraphCall(string Version, string AccountId, string? Authorization, byte[] Body);

/// <summary>What the fake Graph answers; <c>Code</c> is that of the error inside.</summary>
public sealed record GraphAnswer(int Status, string Body, string ContentType = "application/json", int? Code = null);
