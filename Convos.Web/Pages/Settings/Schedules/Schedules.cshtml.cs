using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>When people attend: every schedule, whether it is open now, and who asks it.</summary>
public sealed class SchedulesPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public override Section Section => Section.Elsewhere;

    public IReadOnlyList<Schedule> Lines { get; private set; } = [];

    public ILookup<long, ScheduleUser> Users { get; private set; } = Array.Empty<ScheduleUser>().ToLookup(_ => 0L);

    public async Task OnGet(CancellationToken ct)
    {
        await using var db = await Database.Open(ct);
        Lines = await Schedules.All(db);
        Users = await Schedules.Users(db);
    }

    public OpenNow NowOf(Schedule schedule) => OpenNow.Of(schedule.Timetable, Now);
}
