using Convos.Data;

namespace Convos.Tests;

/// <summary>Secrets as they are, for channels made by <see cref="Make.Channel"/>.</summary>
public sealed class ClearSecrets : ISecrets
{
    public string Seal(string clear) => clear;

    public string Open(string secret) => secret;
}
