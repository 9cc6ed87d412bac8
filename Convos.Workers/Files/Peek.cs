namespace Convos.Workers;

/// <summary>Looks at pieces of a file; what lies past its end is missing from the answer, not an error.</summary>
internal sealed class Peek(Stream file)
{
    public long Length { get; } = file.Length;

    public async Task<byte[]> Read(long offset, int count, CancellationToken ct)
    {
        if (offset < 0 || offset >= Length || count <= 0)
        {
            return [];
        }

        file.Position = offset;
        var bytes = new byte[Math.Min(count, Length - offset)];
        var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return read == bytes.Length ? bytes : bytes[..read];
    }
}
