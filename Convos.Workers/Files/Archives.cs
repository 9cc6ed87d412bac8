using System.Buffers.Binary;
using System.Text;

namespace Convos.Workers;

/// <summary>Office files are archives: what they are is told by what is in them. Nothing is unpacked.</summary>
internal static class Archives
{
    private const int MostDirectory = 1024 * 1024;

    /// <summary>By the central directory, which an archive ends with.</summary>
    public static async Task<string> Zip(Peek file, byte[] head, CancellationToken ct)
    {
        if (OpenDocument(head) is { } open)
        {
            return open;
        }

        var tail = await file.Read(Math.Max(0, file.Length - 66_000), 66_000, ct);
        var at = tail.AsSpan().LastIndexOf<byte>([.. "PK"u8, 5, 6]);
        if (at < 0 || at + 22 > tail.Length)
        {
            return Signature.Zip;
        }

        var size = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 12));
        var directory = await file.Read(BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16)), (int)Math.Min(size, MostDirectory), ct);
        return ByNames(Names(directory));
    }

    private static string ByNames(HashSet<string> names)
    {
        var macros = names.Any(name => name.EndsWith("/vbaProject.bin", StringComparison.Ordinal));
        return names.Contains("AndroidManifest.xml") ? "application/vnd.android.package-archive"
            : !names.Contains("[Content_Types].xml") ? names.Contains("META-INF/MANIFEST.MF") ? "application/java-archive" : Signature.Zip
            : names.Contains("word/document.xml") ? macros ? "application/vnd.ms-word.document.macroenabled.12" : MediaTypes.Docx
            : names.Contains("xl/workbook.xml") || names.Contains("xl/workbook.bin") ? macros ? "application/vnd.ms-excel.sheet.macroenabled.12" : MediaTypes.Xlsx
            : names.Contains("ppt/presentation.xml") ? macros ? "application/vnd.ms-powerpoint.presentation.macroenabled.12" : MediaTypes.Pptx
            // A document whose main part has another name, as some programs write it.
            : Any(names, "word/") ? MediaTypes.Docx
            : Any(names, "xl/") ? MediaTypes.Xlsx
            : Any(names, "ppt/") ? MediaTypes.Pptx
            : Signature.Zip;
    }

    private static bool Any(HashSet<string> names, string folder) => names.Any(name => name.StartsWith(folder, StringComparison.Ordinal));

    private static HashSet<string> Names(ReadOnlySpan<byte> directory)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (directory.Length >= 46 && directory.StartsWith<byte>([.. "PK"u8, 1, 2]))
        {
            var name = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            var whole = 46 + name + BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            if (whole > directory.Length)
            {
                break;
            }

            names.Add(Encoding.UTF8.GetString(directory.Slice(46, name)));
            directory = directory[whole..];
        }

        return names;
    }

    // Its first entry is stored as it is and says so.
    private static string? OpenDocument(ReadOnlySpan<byte> head)
    {
        var said = "mimetypeapplication/vnd.oasis.opendocument."u8;
        if (head.Length < 30 + said.Length + 16 || !head[30..].StartsWith(said))
        {
            return null;
        }

        var kind = head[(30 + said.Length)..];
        return kind.StartsWith("text"u8) ? "application/vnd.oasis.opendocument.text"
            : kind.StartsWith("spreadsheet"u8) ? "application/vnd.oasis.opendocument.spreadsheet"
            : kind.StartsWith("presentation"u8) ? "application/vnd.oasis.opendocument.presentation"
            : null;
    }
}
