using Hangfire;
using Hangfire.Dashboard;

namespace Convos.Web;

/// <summary>/hangfire: the jobs, for admins.</summary>
public static class Jobs
{
    public static void MapJobs(this IEndpointRouteBuilder routes) =>
        routes.MapHangfireDashboard("/hangfire", new DashboardOptions { Authorization = [], AsyncAuthorization = [], DisplayStorageConnectionString = false })
            .RequireAuthorization(Access.Admin);
}
