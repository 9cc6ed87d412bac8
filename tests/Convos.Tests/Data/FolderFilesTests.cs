using System.Security.Cryptography;
using Convos.Data;

namespace Convos.Tests;

public sealed class FolderFilesTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Content_is_named_by_its_bytes_and_kept_once()
    {
        var files = new FolderFiles(folder["files"]);
        var bytes = RandomNumberGenerator.GetBytes(200_000);

        var names = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => files.Keep(new MemoryStream(bytes), CancellationToken.None)));
        await using var read = await files.Open(names[0], CancellationToken.None);
        using var copy = new MemoryStream();
        await read!.CopyToAsync(copy);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), names.Distinct().Single());
        Assert.Equal(bytes, copy.ToArray());
        Assert.Single(Directory.EnumerateFiles(folder["files"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_broke_off_leaves_nothing()
    {
        var files = new FolderFiles(folder["files"]);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => files.Keep(new MemoryStream([1, 2, 3]), gone.Token));

        Assert.Empty(Directory.EnumerateFiles(folder["files"], "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_name_that_is_no_content_opens_nothing(string name)
    {
        var files = new FolderFiles(folder["files"]);

        await files.Remove(name, CancellationToken.None);

        Assert.Null(await files.Open(name, CancellationToken.None));
    }
}
