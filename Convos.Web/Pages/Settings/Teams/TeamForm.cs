using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The form of a team as it was typed.</summary>
public sealed class TeamForm
{
    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public List<long> Members { get; set; } = [];

    /// <summary>As it was when the form was shown; see <see cref="Teams.StateOf"/>.</summary>
    public string? BasedOn { get; set; }

    public static TeamForm Of(TeamSettings team, IEnumerable<TeamMember> people, string? state) => new()
    {
        Name = team.Name,
        Description = team.Description,
        Members = [.. people.Where(one => one.Member).Select(one => one.OperatorId)],
        BasedOn = state,
    };

    public TeamSettings ToSettings() => new(Name.Trim(), Description.Trim());

    /// <summary>The field that is wrong and the text that says how; null: none.</summary>
    public (string Field, string Text)? Problem() =>
        Name.Trim().Length is 0 or > 60 ? (nameof(Name), "Teams.NeedsName")
        : Description.Trim().Length > 1000 ? (nameof(Description), "Teams.LongDescription")
        : null;
}
