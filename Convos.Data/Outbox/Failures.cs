using Npgsql;

namespace Convos.Data;

/// <summary>What a failed send teaches beyond itself.</summary>
public enum FailureCause { WindowClosed, TemplateWrong, TemplatePaused, TemplateDisabled }

internal static class Failures
{
    /// <summary>Before the messages themselves are touched: threads are locked first.</summary>
    public static async Task Learn(NpgsqlConnection db, IReadOnlyList<(long Message, FailureCause? Cause, DateTime At)> failures, DateTime now)
    {
        await Windows.Refused(db, [.. failures.Where(one => one.Cause == FailureCause.WindowClosed).Select(one => (one.Message, one.At))], now);
        await Templates.Refused(db, [.. failures.Where(one => one.Cause is not null and not FailureCause.WindowClosed).Select(one => (one.Message, one.Cause!.Value))], now);
    }
}
