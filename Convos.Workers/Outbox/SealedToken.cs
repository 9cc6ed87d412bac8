using System.Security.Cryptography;
using Convos.Data;

namespace Convos.Workers;

/// <summary>A call to a channel with its token in clear.</summary>
internal static class SealedToken
{
    // The keys are not those that sealed the token: a person must connect the channel again. Nothing has left.
    private static readonly TimeSpan UntilMended = TimeSpan.FromMinutes(5);

    public static Task<SendResult> With(this ISecrets secrets, string sealedToken, Func<string, Task<SendResult>> call)
    {
        string token;
        try
        {
            token = secrets.Open(sealedToken);
        }
        catch (CryptographicException locked)
        {
            return Task.FromResult<SendResult>(new SendResult.Later(locked.Message, UntilMended));
        }

        return call(token);
    }
}
