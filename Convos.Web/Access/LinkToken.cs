using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Convos.Data;

namespace Convos.Web;

/// <summary>What a one-time link holds and the database only knows the hash of: 256 random bits.</summary>
public static class LinkToken
{
    public static (string Token, byte[] Hash) New()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        return (token, Hash(token));
    }

    // A random token needs no slow hash: there is nothing to guess.
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    public static string Path(LinkPurpose purpose, string token) => $"/{(purpose == LinkPurpose.Invite ? "welcome" : "reset")}/{token}";
}
