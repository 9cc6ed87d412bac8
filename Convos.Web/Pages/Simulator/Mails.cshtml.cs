using System.Text.RegularExpressions;
using Convos.Workers;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MimeKit;

namespace Convos.Web.Pages;

/// <summary>Development's mailbox: what would have left by SMTP. Text, and HTML in a frame that may do nothing.</summary>
public sealed partial class MailsPage(IMailer mailer) : PageModel
{
    private const int Most = 50;

    [BindProperty(SupportsGet = true, Name = "mail")]
    public string? Name { get; set; }

    public IReadOnlyList<(string Name, MimeMessage Mail)> All { get; private set; } = [];

    public MimeMessage? Open { get; private set; }

    /// <summary>The open mail's text, its addresses apart.</summary>
    public IEnumerable<string> Parts => Addresses().Split(Open?.TextBody ?? "");

    /// <summary>With its pictures in it, as a mail program shows it.</summary>
    public string Html => Open?.BodyParts.OfType<MimePart>().Where(part => part.ContentId is not null && part.ContentType.MediaType == "image")
        .Aggregate(Open.HtmlBody ?? "", (html, part) => html.Replace($"cid:{part.ContentId}", $"data:{part.ContentType.MimeType};base64,{Base64(part)}", StringComparison.Ordinal)) ?? "";

    public static IEnumerable<string> Attached(MimeMessage mail) => mail.Attachments.OfType<MimePart>().Select(part => part.FileName ?? "");

    private static string Base64(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content?.DecodeTo(bytes);
        return Convert.ToBase64String(bytes.ToArray());
    }

    public static bool IsAddress(string part) => part.StartsWith("http://", StringComparison.Ordinal) || part.StartsWith("https://", StringComparison.Ordinal);

    public static string To(MimeMessage mail) => string.Join(", ", mail.To.Mailboxes.Select(one => one.Address));

    public async Task<IActionResult> OnGet(CancellationToken ct)
    {
        if (mailer is not FolderMailer folder)
        {
            return NotFound();
        }

        var files = Directory.Exists(folder.Folder) ? Directory.EnumerateFiles(folder.Folder, "*.eml") : [];
        foreach (var file in files.OrderDescending(StringComparer.Ordinal).Take(Most))
        {
            All = [.. All, (Path.GetFileNameWithoutExtension(file), await MimeMessage.LoadAsync(file, ct))];
        }

        // Only what the folder lists can be opened, whatever is asked for.
        Open = All.FirstOrDefault(one => one.Name == Name).Mail;
        return Name is null || Open is not null ? Page() : NotFound();
    }

    [GeneratedRegex(@"(https?://\S+)")]
    private static partial Regex Addresses();
}
