using Convos.Data;

namespace Convos.Workers;

/// <summary>More came than was allowed.</summary>
public sealed class TooManyBytesException(long most) : IOException($"More than {most} bytes.");

/// <summary>What was taken in, and all that its bytes tell.</summary>
public sealed record Taken(StoredFile File, FileFacts Facts);

/// <summary>Takes bytes in: keeps them, finds out what they are, and keeps a small picture of a large one.</summary>
public sealed class Intake(IFileStore files)
{
    /// <summary>Throws <see cref="TooManyBytesException"/> at the first byte too many, and has kept nothing then.</summary>
    public async Task<Taken> Keep(Stream content, long most, CancellationToken ct)
    {
        var name = await files.Keep(new Bounded(content, most), ct);
        await using var kept = await files.Open(name, ct) ?? throw new FileNotFoundException("What was kept just now is gone.", name);
        var facts = await FileFacts.Of(kept, ct);
        var thumbnail = facts.Thumbnail is { } small ? await files.Keep(new MemoryStream(small), ct) : null;
        return new(new StoredFile(name, facts.Mime, kept.Length, facts.Width, facts.Height, facts.Animated, thumbnail), facts);
    }

    private sealed class Bounded(Stream content, long most) : Stream
    {
        private long read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var came = await content.ReadAsync(buffer, cancellationToken);
            return (read += came) <= most ? came : throw new TooManyBytesException(most);
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
