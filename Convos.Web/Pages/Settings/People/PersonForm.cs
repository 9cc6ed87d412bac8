using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The form of a person as it was typed. <c>Duty</c> by inbox, empty for none; <c>Mail</c>: the link goes by e-mail too.</summary>
public sealed class PersonForm
{
    public string Name { get; set; } = "";

    public string Email { get; set; } = "";

    public Role Role { get; set; } = Role.Operator;

    /// <summary>As it was typed; empty for no limit.</summary>
    public string Cap { get; set; } = "";

    public Dictionary<long, string> Duty { get; set; } = [];

    public List<long> Teams { get; set; } = [];

    public bool Mail { get; set; }

    /// <summary>As they were when the form was shown; see <see cref="People.StateOf"/>.</summary>
    public string? BasedOn { get; set; }

    public IReadOnlyDictionary<long, InboxDuty> Inboxes => Duty
        .Where(pair => Enum.TryParse<InboxDuty>(pair.Value, ignoreCase: true, out _))
        .ToDictionary(pair => pair.Key, pair => Enum.Parse<InboxDuty>(pair.Value, ignoreCase: true));

    public static PersonForm Of(PersonLine person, IEnumerable<PersonInbox> inboxes, IEnumerable<PersonTeam> teams, string? state) => new()
    {
        Name = person.Name,
        Email = person.Email,
        Role = person.Role,
        Cap = person.Cap?.ToString(CultureInfo.InvariantCulture) ?? "",
        Duty = inboxes.Where(inbox => inbox.Duty is not null).ToDictionary(inbox => inbox.Id, inbox => inbox.Duty.ToString()!),
        Teams = [.. teams.Where(team => team.Member).Select(team => team.Id)],
        BasedOn = state,
    };

    public PersonSettings ToSettings() => new(Name.Trim(), Email.Trim(), Role, Most);

    /// <summary>The field that is wrong and the text that says how; null: none.</summary>
    public (string Field, string Text)? Problem() =>
        Name.Trim().Length is 0 or > 80 ? (nameof(Name), "Setup.NeedsName")
        : Email.Trim().Length is < 3 or > 254 || !new EmailAddressAttribute().IsValid(Email.Trim()) ? (nameof(Email), "Setup.NeedsEmail")
        : !Enum.IsDefined(Role) ? (nameof(Role), "People.NeedsRole")
        : Cap.Trim().Length > 0 && Most is not (>= 1 and <= 1000) ? (nameof(Cap), "People.WrongCap")
        : null;

    private int? Most => int.TryParse(Cap.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : null;
}
