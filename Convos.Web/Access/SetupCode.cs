using System.Security.Cryptography;
using System.Text;
using Convos.Data;

namespace Convos.Web;

/// <summary>
/// The one-time code that the log shows while nobody has claimed the installation. It is made anew at each start and kept
/// in memory: with several nodes, the code of the node that answers is the one that counts.
/// </summary>
public sealed class SetupCode(ILogger<SetupCode> log)
{
    private readonly string code = RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 16);

    public async Task Announce(Database database)
    {
        await using var db = await database.Open();
        if (!await Installation.IsClaimed(db))
        {
            log.LogWarning("Nobody has claimed this installation. Open /setup and create the first administrator with the code {Code}", code);
        }
    }

    public bool Matches(string given) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(given.Trim().ToUpperInvariant()), Encoding.UTF8.GetBytes(code));
}
