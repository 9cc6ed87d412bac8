namespace Convos.Workers;

/// <summary>What the first bytes say. Containers (zip, OLE, ISO media) are named after themselves here and looked into by others.</summary>
internal static class Signature
{
    /// <summary>How much is looked at; less is the whole file.</summary>
    public const int Head = 64 * 1024;

    public const string Zip = "application/zip";
    public const string Ole = "application/x-ole-storage";
    public const string IsoMedia = "application/x-iso-media";

    /// <summary>Null: nothing we know, or text.</summary>
    public static string? Of(ReadOnlySpan<byte> head) => Picture(head) ?? Sound(head) ?? Program(head) ?? Container(head) ?? Document(head);

    private static string? Picture(ReadOnlySpan<byte> head) =>
        head.StartsWith<byte>([0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : head.StartsWith<byte>([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]) ? "image/png"
        : head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) ? "image/gif"
        : Riff(head, "WEBP"u8) ? "image/webp"
        : head.StartsWith("BM"u8) && head.Length > 18 && head[15] == 0 && head[16] == 0 && head[17] == 0 ? "image/bmp"
        : head.StartsWith<byte>([.. "II"u8, 0x2A, 0]) || head.StartsWith<byte>([.. "MM"u8, 0, 0x2A]) ? "image/tiff"
        : null;

    private static string? Sound(ReadOnlySpan<byte> head) =>
        head.StartsWith("OggS"u8) ? "audio/ogg"
        : head.StartsWith("#!AMR"u8) ? "audio/amr"
        : Riff(head, "WAVE"u8) ? "audio/wav"
        : Riff(head, "AVI "u8) ? "video/x-msvideo"
        : head.StartsWith("fLaC"u8) ? "audio/flac"
        : head.StartsWith<byte>([0x1A, 0x45, 0xDF, 0xA3]) ? (head[..Math.Min(head.Length, 64)].IndexOf("webm"u8) > 0 ? "video/webm" : "video/x-matroska")
        : Mpeg(head);

    private static string? Program(ReadOnlySpan<byte> head) =>
        // «MZ» may also begin a text; a program is no text.
        head.StartsWith("MZ"u8) && head.Contains((byte)0) ? "application/x-msdownload"
        : head.StartsWith<byte>([0x7F, .. "ELF"u8])
            || head.StartsWith<byte>([0xCA, 0xFE, 0xBA, 0xBE])
            || head.StartsWith<byte>([0xCF, 0xFA, 0xED, 0xFE]) || head.StartsWith<byte>([0xCE, 0xFA, 0xED, 0xFE]) ? "application/x-executable"
        : head.StartsWith("#!/"u8) || head.StartsWith("#! /"u8) ? "text/x-shellscript"
        : null;

    private static string? Container(ReadOnlySpan<byte> head) =>
        head.StartsWith<byte>([.. "PK"u8, 3, 4]) || head.StartsWith<byte>([.. "PK"u8, 5, 6]) ? Zip
        : head.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) ? Ole
        : head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8) ? IsoMedia
        : head.StartsWith<byte>([0x1F, 0x8B, 8]) ? "application/gzip"
        : head.StartsWith<byte>([.. "Rar!"u8, 0x1A, 7]) ? "application/vnd.rar"
        : head.StartsWith<byte>([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C]) ? "application/x-7z-compressed"
        : null;

    private static string? Document(ReadOnlySpan<byte> head) =>
        head.TrimStart(" \t\r\n\uFEFF"u8).StartsWith("%PDF-"u8) ? "application/pdf"
        : head.StartsWith("{\\rtf"u8) ? "application/rtf"
        : null;

    private static bool Riff(ReadOnlySpan<byte> head, ReadOnlySpan<byte> form) =>
        head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual(form);

    // Behind a tag, which may be longer than what was read (a cover) and may be padded, a frame must follow.
    private static string? Mpeg(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("ID3"u8))
        {
            return Frame(head);
        }

        if (head.Length < 10 || head[3] is < 2 or > 4 || ((head[6] | head[7] | head[8] | head[9]) & 0x80) != 0)
        {
            return null;
        }

        var end = 10 + (head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]);
        return end >= head.Length ? (head.Length < Head ? null : "audio/mpeg") : Frame(head[end..].TrimStart((byte)0));
    }

    // A second frame where the first one ends, if that was read: two bytes alone are too easily there by chance.
    private static string? Frame(ReadOnlySpan<byte> head)
    {
        if (head.Length < 7 || head[0] != 0xFF || (head[1] & 0xE0) != 0xE0)
        {
            return null;
        }

        var adts = (head[1] & 0xF6) == 0xF0;
        var length = adts ? (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5 : Layer3(head);
        return length < 7 || length + 2 <= head.Length && (head[length] != 0xFF || (head[length + 1] & 0xE0) != 0xE0) ? null
            : adts ? "audio/aac"
            : "audio/mpeg";
    }

    private static int Layer3(ReadOnlySpan<byte> head)
    {
        var version = (head[1] >> 3) & 3;
        var (rate, sampling) = (head[2] >> 4, (head[2] >> 2) & 3);
        if ((head[1] >> 1 & 3) != 1 || version == 1 || rate is 0 or 15 || sampling == 3)
        {
            return 0;
        }

        ReadOnlySpan<int> rates = version == 3
            ? [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
            : [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        ReadOnlySpan<int> samplings = [44_100, 48_000, 32_000];
        var hertz = samplings[sampling] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
        return (version == 3 ? 144 : 72) * rates[rate] * 1000 / hertz + (head[2] >> 1 & 1);
    }
}
