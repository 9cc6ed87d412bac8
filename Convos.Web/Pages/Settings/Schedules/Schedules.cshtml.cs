using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>When people attend: every schedule, whether it is open now, and which channels ask it.</summary>
public sealed class SchedulesPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<Schedule> Lines { get; private set; } = [];

    public ILookup<long, string> Channels { get; private set; } = Array.Empty<string>().ToLookup(_ => 0L);

    public async Task OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Lines = await Schedules.All(db);
        Channels = await Schedules.Channels(db);
    }

    public OpenNow NowOf(Schedule schedule) => OpenNow.Of(schedule.Timetable, Now);
}
