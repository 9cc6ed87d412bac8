using Convos.Data;
using Convos.Workers;
using Convos.Web.Pages;

namespace Convos.Web;

/// <summary>The file over a template's text: chosen in its form, or kept since the form came back for another reason.</summary>
public sealed class TemplateFiles(Database database, UploadDesk desk)
{
    /// <param name="key">Of the message; a file that is posted again under it is the same one.</param>
    /// <param name="kept">What the form carried; nobody's but the viewer's own.</param>
    public async Task<TemplatePicker> Take(TemplatePicker picker, Viewer viewer, Guid key, Guid? kept, IFormFile? chosen, CancellationToken ct)
    {
        picker = picker with { Key = key };
        if (picker.Chosen is not { Parts.File: not null } filled)
        {
            return picker;
        }

        if (chosen is null)
        {
            await using var db = await database.Open(ct);
            return picker with { Chosen = filled.With((await Uploads.Mine(db, viewer, [.. new[] { kept }.OfType<Guid>()])).SingleOrDefault()) };
        }

        await using var content = chosen.OpenReadStream();
        var (upload, wrong) = await desk.Take(viewer, filled.Template, key, FileNames.Clean(chosen.FileName), content, ct);
        return picker with { Chosen = filled.With(upload), Wrong = wrong };
    }
}
