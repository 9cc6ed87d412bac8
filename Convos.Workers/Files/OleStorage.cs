using System.Buffers.Binary;
using System.Text;

namespace Convos.Workers;

/// <summary>Word, Excel and PowerPoint before 2007: a small file system, whose directory names what it holds.</summary>
internal sealed class OleStorage(Peek file, byte[] head)
{
    private const int InHead = 109;
    private const int MostSectors = 256;
    private const uint LastSector = 0xFFFFFFFA;

    private readonly int sector = 1 << BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(30));

    public static async Task<string> Of(Peek file, byte[] head, CancellationToken ct)
    {
        if (head.Length < 512 || head[30] is not (9 or 12) || head[31] != 0)
        {
            return MediaTypes.Unknown;
        }

        var names = await new OleStorage(file, head).Names(ct);
        return names.Contains("WordDocument") ? "application/msword"
            : names.Contains("Workbook") || names.Contains("Book") ? "application/vnd.ms-excel"
            : names.Contains("PowerPoint Document") ? "application/vnd.ms-powerpoint"
            : names.Contains("__nameid_version1.0") ? "application/vnd.ms-outlook"
            // An installer's tables bear names that are no text.
            : names.Any(name => name.Any(letter => letter is >= '\u3800' and <= '\u4840')) ? "application/x-msdownload"
            : MediaTypes.Unknown;
    }

    private async Task<HashSet<string>> Names(CancellationToken ct)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var next = At(head, 48);
        for (var read = 0; next < LastSector && read < MostSectors; read++)
        {
            var directory = await Sector(next, ct);
            for (var at = 0; at + 128 <= directory.Length; at += 128)
            {
                var length = BinaryPrimitives.ReadUInt16LittleEndian(directory.AsSpan(at + 64));
                if (length is > 2 and <= 64)
                {
                    names.Add(Encoding.Unicode.GetString(directory, at, length - 2));
                }
            }

            next = await After(next, ct);
        }

        return names;
    }

    private async Task<uint> After(uint number, CancellationToken ct)
    {
        var perSector = (uint)(sector / 4);
        if (await Table(number / perSector, ct) is not { } table)
        {
            return uint.MaxValue;
        }

        return At(await Sector(table, ct), (int)(number % perSector) * 4);
    }

    // Where the part of the chain table stands that speaks of these sectors: in the head, or for files above 7 MB in a list of lists.
    private async Task<uint?> Table(uint index, CancellationToken ct)
    {
        if (index < InHead)
        {
            return At(head, 76 + (int)index * 4) is < LastSector and var inHead ? inHead : null;
        }

        index -= InHead;
        var (perSector, next) = ((uint)(sector / 4 - 1), At(head, 68));
        for (var read = 0; next < LastSector && read < MostSectors; read++)
        {
            var list = await Sector(next, ct);
            if (index < perSector)
            {
                return At(list, (int)index * 4) is < LastSector and var found ? found : null;
            }

            index -= perSector;
            next = At(list, sector - 4);
        }

        return null;
    }

    private Task<byte[]> Sector(uint number, CancellationToken ct) => file.Read((number + 1L) * sector, sector, ct);

    private static uint At(byte[] bytes, int offset) =>
        offset + 4 <= bytes.Length ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset)) : uint.MaxValue;
}
