namespace Convos.Data;

/// <summary>What somebody typed, as a pattern of <c>like</c> in which their own % and _ are letters.</summary>
internal static class Like
{
    public static string Part(string typed) =>
        $"%{typed.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
