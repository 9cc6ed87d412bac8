using System.Text;

namespace Convos.Workers;

/// <summary>Whether a file is text all through, and whether a browser could take it for a page.</summary>
internal static class PlainText
{
    private static readonly string[] PageSigns = ["<script", "<html", "<!doctype", "<iframe", "<body", "<?php", "javascript:"];

    public static async Task<string> Of(Peek file, byte[] head, CancellationToken ct)
    {
        if (head.Length == 0 || await Encoded(file, head, ct) is not { } encoding)
        {
            return MediaTypes.Unknown;
        }

        return Kind(encoding.GetString(head).TrimStart('\uFEFF', ' ', '\t', '\r', '\n', '\f'));
    }

    private static string Kind(string text)
    {
        bool Has(string sign) => text.Contains(sign, StringComparison.OrdinalIgnoreCase);

        var isXml = text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase);
        return PageSigns.Any(Has) && !(isXml && Has("<svg")) ? "text/html"
            : Has("<svg") ? "image/svg+xml"
            : isXml ? "text/xml"
            // Any tag or comment at the start is enough for some reader.
            : text is ['<', '!' or '/' or '?' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'), ..] ? "text/html"
            : "text/plain";
    }

    // UTF-16 only where it says so. What is no UTF-8 may be an old Windows text: mostly ASCII, no control characters.
    private static async Task<Encoding?> Encoded(Peek file, byte[] head, CancellationToken ct)
    {
        var marked = head is [0xFF, 0xFE, ..] ? Encoding.Unicode : head is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode : null;
        var check = new Check((Encoding)(marked ?? Encoding.UTF8).Clone());
        for (long at = 0; at < file.Length; at += Check.Piece)
        {
            if (!check.Goes(await file.Read(at, Check.Piece, ct), last: at + Check.Piece >= file.Length, wide: marked is not null))
            {
                return null;
            }
        }

        return marked ?? (check.Valid ? Encoding.UTF8 : check.MostlyAscii ? Encoding.Latin1 : null);
    }

    private sealed class Check
    {
        public const int Piece = 64 * 1024;

        private readonly Decoder decoder;
        private readonly char[] letters = new char[Piece + 16];
        private long plain;
        private long others;

        public Check(Encoding encoding)
        {
            encoding.DecoderFallback = DecoderFallback.ExceptionFallback;
            decoder = encoding.GetDecoder();
        }

        public bool Valid { get; private set; } = true;

        public bool MostlyAscii => plain > others * 4;

        /// <summary>False: this is no text, whatever follows.</summary>
        public bool Goes(byte[] piece, bool last, bool wide)
        {
            if (!wide)
            {
                var ascii = piece.Count(one => one < 0x80);
                plain += ascii;
                others += piece.Length - ascii;
                if (piece.Any(one => one < 0x20 && one is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1B) || one == 0x7F))
                {
                    return false;
                }
            }

            Valid = Valid && Decodes(piece, last);
            return !wide || Valid;
        }

        private bool Decodes(byte[] piece, bool last)
        {
            try
            {
                var count = decoder.GetChars(piece, letters, last);
                return !letters.AsSpan(0, count).Contains('\0');
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
        }
    }
}
