namespace Convos.Workers;

/// <summary>The first page of an Ogg file names its codec.</summary>
internal static class OggHead
{
    public static FileFacts Of(ReadOnlySpan<byte> head)
    {
        if (head.Length < 28 || 27 + head[26] + 10 > head.Length)
        {
            return new(MediaTypes.Unknown);
        }

        var packet = head[(27 + head[26])..];
        return packet.StartsWith("OpusHead"u8) ? new("audio/ogg") { OpusChannels = packet[9] }
            : packet[1..].StartsWith("theora"u8) ? new(MediaTypes.Unknown)
            : new("audio/ogg");
    }
}

/// <summary>A WebP that says of itself that it moves.</summary>
internal static class WebPHead
{
    public static bool Animated(ReadOnlySpan<byte> head) =>
        head.Length > 20 && head[12..16].SequenceEqual("VP8X"u8) && (head[20] & 2) != 0;
}

/// <summary>How many pictures a GIF has, up to the second, without decoding any. One that has none is no GIF.</summary>
internal static class GifFrames
{
    private const int Window = 8 * 1024 * 1024;

    public static async Task<int> Count(Peek file, CancellationToken ct) => Count(await file.Read(0, Window, ct));

    private static int Count(ReadOnlySpan<byte> gif)
    {
        var (at, frames) = (13 + Colours(gif, 10), 0);
        while (at + 10 < gif.Length)
        {
            switch (gif[at])
            {
                case 0x2C when ++frames > 1:
                    return frames;
                case 0x2C:
                    at = PastBlocks(gif, at + 11 + Colours(gif, at + 9));
                    break;
                case 0x21:
                    at = PastBlocks(gif, at + 2);
                    break;
                default:
                    return frames;
            }
        }

        return frames;
    }

    private static int Colours(ReadOnlySpan<byte> gif, int flags) =>
        flags < gif.Length && (gif[flags] & 0x80) != 0 ? 3 << ((gif[flags] & 7) + 1) : 0;

    private static int PastBlocks(ReadOnlySpan<byte> gif, int at)
    {
        while (at < gif.Length && gif[at] != 0)
        {
            at += gif[at] + 1;
        }

        return at + 1;
    }
}
