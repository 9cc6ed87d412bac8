namespace Convos.Data;

/// <summary>The place of a row or bubble in its list, as pages compare it: microseconds since 1970, then the id.</summary>
public static class SortKey
{
    public static string Of(DateTime at, long id) => $"{(at.Ticks - DateTime.UnixEpoch.Ticks) / 10}-{id}";
}
