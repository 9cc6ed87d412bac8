using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

// What an administrator does on a person's page.
public sealed partial class EditPersonPage
{
    public async Task<IActionResult> OnPost(CancellationToken ct)
    {
        if (Form.Problem() is { } problem)
        {
            return await Again(problem.Field, texts[problem.Text], ct);
        }

        if (!ModelState.IsValid)
        {
            return BadRequest();
        }

        var saved = await People.Save(Database, Me, Known, Form.ToSettings(), Form.Inboxes, Form.Teams, Now, Form.BasedOn);
        if (saved.Refusal is { } no)
        {
            return await Refuse(no, no switch { PeopleRefusal.EmailTaken => nameof(Form.Email), PeopleRefusal.ChangedMeanwhile => "", _ => nameof(Form.Role) }, ct);
        }

        TempData["Done"] = IsNew ? "People.WasCreated" : "Settings.Saved";
        return IsNew ? await WithLink(saved.Id!.Value, Form.Mail, ct) : this.SeeOther($"/settings/people/{saved.Id}");
    }

    public Task<IActionResult> OnPostLink(bool mail, CancellationToken ct) => WithLink(Known ?? 0, mail, ct);

    public async Task<IActionResult> OnPostEnable(CancellationToken ct) =>
        await Answer((await People.Enable(Database, Me, Known ?? 0, Now)).Refusal, "People.WasEnabled", ct);

    public async Task<IActionResult> OnPostSecondStep(CancellationToken ct)
    {
        await TwoFactor.Reset(Database, Me, Known ?? 0, Now);
        return await Answer(null, "People.TwoFactorWasReset", ct);
    }

    public async Task<IActionResult> OnPostReturn(CancellationToken ct)
    {
        await Tickets.ReturnAll(Database, User.Viewer(), Known ?? 0, Now);
        return await Answer(null, "People.WereReturned", ct);
    }

    private long Me => User.Viewer().Id;

    private async Task<IActionResult> WithLink(long id, bool mail, CancellationToken ct)
    {
        var (link, refusal) = await invitations.Make(Request, Me, id, mail && Delivers);
        if (refusal is { } no)
        {
            return await Refuse(no, "", ct);
        }

        TempData["Link"] = link;
        return this.SeeOther($"/settings/people/{id}");
    }

    private async Task<IActionResult> Answer(PeopleRefusal? refusal, string done, CancellationToken ct)
    {
        if (refusal is { } no)
        {
            return await Refuse(no, "", ct);
        }

        TempData["Done"] = done;
        return this.SeeOther($"/settings/people/{Id}");
    }

    private async Task<IActionResult> Refuse(PeopleRefusal no, string field, CancellationToken ct) =>
        no == PeopleRefusal.NotFound ? NotFound() : await Again(field, texts[$"People.No.{no}"], ct);

    // The form keeps what was typed; where another button was pressed, it shows what is stored.
    private async Task<IActionResult> Again(string field, string problem, CancellationToken ct)
    {
        await Load(ct);
        if (Form.Name.Length == 0 && Person is not null)
        {
            Form = PersonForm.Of(Person, Inboxes, Teams, State);
        }

        Wrong = field;
        return this.Unprocessable(problem);
    }
}
