using Convos.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;

namespace Convos.Web;

/// <summary>Who may do what: the whole table on one screen. The fallback is «signed in».</summary>
public static class Access
{
    public const string Operator = nameof(Operator);
    public const string Supervisor = nameof(Supervisor);
    public const string Admin = nameof(Admin);

    public static void Pages(PageConventionCollection pages)
    {
        pages.AuthorizeFolder("/", Operator);
        pages.AuthorizeFolder("/Insecure", Admin);
        // Who leads; what only an administrator may do says so folder by folder.
        pages.AuthorizeFolder("/Settings", Supervisor);
        pages.AuthorizeFolder("/Settings/Schedules", Admin);
        pages.AuthorizeFolder("/Settings/Dialogue", Admin);
        pages.AuthorizePage("/Inboxes/EditInbox", Admin);
        pages.AuthorizeFolder("/Settings/People", Admin);
        pages.AuthorizeFolder("/Settings/Teams", Admin);
        pages.AuthorizeFolder("/Settings/Pauses", Admin);
        pages.AuthorizeFolder("/Settings/Fields", Admin);
        pages.AuthorizeFolder("/Settings/Audit", Admin);
        pages.AuthorizeFolder("/Settings/Channels", Admin);
        pages.AuthorizeFolder("/Settings/System", Admin);
        pages.AuthorizeFolder("/Supervision", Supervisor);
        pages.AuthorizePage("/Contacts/Withheld", Supervisor);
        pages.AuthorizeFolder("/Contacts/Import", Supervisor);
        pages.AuthorizePage("/Library/NewLibraryFiles", Supervisor);
        pages.AuthorizePage("/Library/EditLibraryFile", Supervisor);
        pages.AuthorizePage("/Contacts/ContactsCsv", Supervisor);
        pages.AuthorizePage("/Tickets/TicketsCsv", Supervisor);
        pages.AuthorizePage("/Contacts/MergeContact", Supervisor);
        pages.AuthorizePage("/Contacts/EraseContact", Admin);
        pages.AuthorizePage("/Presence/ColleaguePresence", Supervisor);
        pages.AllowAnonymousToFolder("/Login");
        pages.AllowAnonymousToFolder("/Welcome");
        pages.AllowAnonymousToFolder("/Reset");
        pages.AllowAnonymousToFolder("/Forgot");
        pages.AllowAnonymousToFolder("/Setup");
        pages.AllowAnonymousToFolder("/Errors");
        pages.AllowAnonymousToFolder("/Simulator");
    }

    public static void Policies(AuthorizationOptions options)
    {
        options.AddPolicy(Operator, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(Supervisor, policy => policy.RequireRole(nameof(Role.Supervisor), nameof(Role.Admin)));
        options.AddPolicy(Admin, policy => policy.RequireRole(nameof(Role.Admin)));
        options.FallbackPolicy = options.GetPolicy(Operator);
    }
}
