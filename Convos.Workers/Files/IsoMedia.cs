using System.Buffers.Binary;
using System.Text;

namespace Convos.Workers;

/// <summary>MP4 and its kin: told apart by the tracks where they can be found, else by the brand.</summary>
internal static class IsoMedia
{
    // Files of people have some dozens; a crafted one may have millions.
    private const int MostBoxes = 500;

    public static async Task<FileFacts> Of(Peek file, byte[] head, CancellationToken ct)
    {
        var brand = Encoding.Latin1.GetString(head, 8, 4);
        var tracks = new Tracks();
        await Walk(file, 0, file.Length, tracks, ct);
        return new FileFacts(Mime(brand, tracks)) { Width = tracks.Width, Height = tracks.Height, VideoCodec = tracks.VideoCodec };
    }

    private static string Mime(string brand, Tracks tracks) =>
        brand is "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "mif1" or "msf1" ? "image/heic"
        : brand is "avif" or "avis" ? "image/avif"
        : !tracks.Video && (tracks.Audio || brand is "M4A " or "M4B ") ? "audio/mp4"
        : brand == "qt  " ? "video/quicktime"
        : brand.StartsWith("3g", StringComparison.Ordinal) ? "video/3gpp"
        : "video/mp4";

    private static async Task Walk(Peek file, long from, long to, Tracks tracks, CancellationToken ct)
    {
        while (from + 8 <= to && tracks.Boxes++ < MostBoxes)
        {
            var head = await file.Read(from, 16, ct);
            if (head.Length < 8)
            {
                return;
            }

            long size = BinaryPrimitives.ReadUInt32BigEndian(head);
            var start = from + 8;
            if (size == 1 && head.Length == 16)
            {
                size = BinaryPrimitives.ReadInt64BigEndian(head.AsSpan(8));
                start += 8;
            }

            var end = size == 0 ? to : from + size;
            if (end < start || end > to)
            {
                return;
            }

            await Enter(Encoding.Latin1.GetString(head, 4, 4), file, start, end, tracks, ct);
            from = end;
        }
    }

    private static async Task Enter(string type, Peek file, long start, long end, Tracks tracks, CancellationToken ct)
    {
        switch (type)
        {
            case "moov" or "mdia" or "minf" or "stbl":
                await Walk(file, start, end, tracks, ct);
                break;
            case "trak":
                tracks.Header = [];
                await Walk(file, start, end, tracks, ct);
                break;
            case "tkhd":
                tracks.Header = await file.Read(start, (int)Math.Min(96, end - start), ct);
                break;
            case "hdlr":
                tracks.Handled(await file.Read(start, (int)Math.Min(12, end - start), ct));
                break;
            case "stsd":
                tracks.Described(await file.Read(start, (int)Math.Min(16, end - start), ct));
                break;
        }
    }

    private sealed class Tracks
    {
        private bool inVideo;

        public int Boxes { get; set; }

        public byte[] Header { get; set; } = [];

        public bool Video { get; private set; }

        public bool Audio { get; private set; }

        public int? Width { get; private set; }

        public int? Height { get; private set; }

        public string? VideoCodec { get; private set; }

        public void Handled(byte[] handler)
        {
            inVideo = handler.Length == 12 && handler.AsSpan(8).SequenceEqual("vide"u8);
            Audio |= handler.Length == 12 && handler.AsSpan(8).SequenceEqual("soun"u8);
            if (inVideo && !Video)
            {
                Video = true;
                Measure();
            }
        }

        public void Described(byte[] description)
        {
            if (inVideo && VideoCodec is null && description.Length == 16)
            {
                VideoCodec = Encoding.Latin1.GetString(description, 12, 4);
            }
        }

        // Sides are 16.16 numbers at the end; a matrix before them turns the picture.
        private void Measure()
        {
            var matrix = Header is [1, ..] ? 52 : 40;
            if (Header.Length < matrix + 44)
            {
                return;
            }

            var (width, height) = (Side(matrix + 36), Side(matrix + 40));
            var turned = BinaryPrimitives.ReadInt32BigEndian(Header.AsSpan(matrix)) == 0 && BinaryPrimitives.ReadInt32BigEndian(Header.AsSpan(matrix + 4)) != 0;
            (Width, Height) = width == 0 || height == 0 ? (null, null) : turned ? (height, width) : ((int?)width, (int?)height);
        }

        private int Side(int at) => BinaryPrimitives.ReadUInt16BigEndian(Header.AsSpan(at));
    }
}
