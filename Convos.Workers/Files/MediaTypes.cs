namespace Convos.Workers;

/// <summary>What a person calls it.</summary>
public enum FileSort { Image, Video, Audio, Document, Text, Page, Program, Archive, Unknown }

/// <summary>The media types that we know by content: what each is called, how its file name ends, whether a browser may show it in our origin.</summary>
public static class MediaTypes
{
    public const string Unknown = "application/octet-stream";
    public const string Docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Pptx = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

    private sealed record Line(string Mime, FileSort Sort, string[] Extensions, bool Inline = false);

    // The first extension is the one that we give.
    private static readonly Line[] All =
    [
        new("image/jpeg", FileSort.Image, [".jpg", ".jpeg", ".jpe", ".jfif"], Inline: true),
        new("image/png", FileSort.Image, [".png"], Inline: true),
        new("image/webp", FileSort.Image, [".webp"], Inline: true),
        new("image/gif", FileSort.Image, [".gif"], Inline: true),
        new("image/bmp", FileSort.Image, [".bmp"]),
        new("image/heic", FileSort.Image, [".heic", ".heif"]),
        new("image/avif", FileSort.Image, [".avif"]),
        new("image/tiff", FileSort.Image, [".tif", ".tiff"]),
        new("image/svg+xml", FileSort.Page, [".svg"]),
        new("video/mp4", FileSort.Video, [".mp4", ".m4v"], Inline: true),
        new("video/3gpp", FileSort.Video, [".3gp", ".3g2"], Inline: true),
        new("video/quicktime", FileSort.Video, [".mov"]),
        new("video/webm", FileSort.Video, [".webm"]),
        new("video/x-matroska", FileSort.Video, [".mkv"]),
        new("video/x-msvideo", FileSort.Video, [".avi"]),
        new("audio/aac", FileSort.Audio, [".aac"], Inline: true),
        new("audio/amr", FileSort.Audio, [".amr"], Inline: true),
        new("audio/mpeg", FileSort.Audio, [".mp3"], Inline: true),
        new("audio/mp4", FileSort.Audio, [".m4a", ".m4b", ".mp4"], Inline: true),
        new("audio/ogg", FileSort.Audio, [".ogg", ".oga", ".opus"], Inline: true),
        new("audio/wav", FileSort.Audio, [".wav"], Inline: true),
        new("audio/flac", FileSort.Audio, [".flac"], Inline: true),
        new("text/plain", FileSort.Text, [".txt", ".csv", ".tsv", ".log", ".md", ".json", ".ics", ".vcf"]),
        new("text/html", FileSort.Page, [".html", ".htm", ".xhtml"]),
        new("text/xml", FileSort.Page, [".xml"]),
        new("text/x-shellscript", FileSort.Program, [".sh"]),
        new("application/pdf", FileSort.Document, [".pdf"], Inline: true),
        new("application/msword", FileSort.Document, [".doc", ".dot"]),
        new("application/vnd.ms-excel", FileSort.Document, [".xls", ".xlt"]),
        new("application/vnd.ms-powerpoint", FileSort.Document, [".ppt", ".pps"]),
        new(Docx, FileSort.Document, [".docx"]),
        new(Xlsx, FileSort.Document, [".xlsx"]),
        new(Pptx, FileSort.Document, [".pptx"]),
        new("application/vnd.ms-word.document.macroenabled.12", FileSort.Document, [".docm"]),
        new("application/vnd.ms-excel.sheet.macroenabled.12", FileSort.Document, [".xlsm"]),
        new("application/vnd.ms-powerpoint.presentation.macroenabled.12", FileSort.Document, [".pptm"]),
        new("application/vnd.oasis.opendocument.text", FileSort.Document, [".odt"]),
        new("application/vnd.oasis.opendocument.spreadsheet", FileSort.Document, [".ods"]),
        new("application/vnd.oasis.opendocument.presentation", FileSort.Document, [".odp"]),
        new("application/rtf", FileSort.Document, [".rtf"]),
        new("application/vnd.ms-outlook", FileSort.Document, [".msg"]),
        new("application/zip", FileSort.Archive, [".zip"]),
        new("application/gzip", FileSort.Archive, [".gz", ".tgz"]),
        new("application/vnd.rar", FileSort.Archive, [".rar"]),
        new("application/x-7z-compressed", FileSort.Archive, [".7z"]),
        new("application/vnd.android.package-archive", FileSort.Program, [".apk"]),
        new("application/java-archive", FileSort.Program, [".jar"]),
        new("application/x-msdownload", FileSort.Program, [".exe", ".dll", ".scr", ".com", ".msi"]),
        new("application/x-executable", FileSort.Program, [""]),
    ];

    private static readonly Dictionary<string, Line> ByMime = All.ToDictionary(line => line.Mime);

    private static readonly Dictionary<string, Line> ByExtension = All
        .SelectMany(line => line.Extensions.Where(end => end.Length > 0).Select(end => (end, line)))
        .DistinctBy(pair => pair.end).ToDictionary(pair => pair.end, pair => pair.line, StringComparer.OrdinalIgnoreCase);

    /// <summary>«.jpg»; empty where there is none.</summary>
    public static string Extension(string mime) => ByMime.TryGetValue(mime, out var line) ? line.Extensions[0] : "";

    /// <summary>«PDF»: what a person calls the type.</summary>
    public static string Label(string mime) => Extension(mime).TrimStart('.').ToUpperInvariant() is { Length: > 0 } known ? known : "BIN";

    public static FileSort Sort(string mime) => ByMime.TryGetValue(mime, out var line) ? line.Sort : FileSort.Unknown;

    /// <summary>What else is served as an attachment.</summary>
    public static bool IsSafeInline(string mime) => ByMime.TryGetValue(mime, out var line) && line.Inline;

    /// <summary>What a file name claims; null where its ending says nothing.</summary>
    public static string? ByName(string fileName) => ByExtension.TryGetValue(Path.GetExtension(fileName), out var line) ? line.Mime : null;

    /// <summary>A name whose ending agrees with the content: «foto.png» that is a JPEG becomes «foto.jpg», and a text «datos.csv» stays.</summary>
    public static string NameFor(string fileName, string mime) =>
        !ByMime.TryGetValue(mime, out var line) || line.Extensions.Contains(Path.GetExtension(fileName), StringComparer.OrdinalIgnoreCase) ? fileName
        : ByName(fileName) is null ? fileName + line.Extensions[0]
        : Path.ChangeExtension(fileName, line.Extensions[0]);
}
