using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Npgsql;

namespace Convos.Data;

/// <summary>What a form showed, in sixteen digits: whoever saves on top of anything else would undo what they have not seen.</summary>
internal static class FormState
{
    /// <summary>One at a time says who belongs where, from whichever side: what was compared stands until it is written.</summary>
    public static Task Alone(NpgsqlConnection db) => db.ExecuteAsync("select pg_advisory_xact_lock(hashtext('who belongs where'))");

    public static string Of(params object?[] shown) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(shown)))[..16];
}
