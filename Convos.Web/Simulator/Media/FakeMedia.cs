using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Convos.Web;

/// <summary>The files of the fake Graph, in memory: those that were uploaded, and those that customers sent.</summary>
public sealed class FakeMedia(TimeProvider clock)
{
    private const long Held = 256L * 1024 * 1024;

    public static readonly TimeSpan UploadLives = TimeSpan.FromDays(30);
    public static readonly TimeSpan ReceivedLives = TimeSpan.FromDays(7);
    public static readonly TimeSpan AddressLives = TimeSpan.FromMinutes(5);

    private readonly Shelf<StoredMedia> shelf = new(Held, media => media.Bytes);
    private readonly Shelf<MediaUpload> uploads = new(Held, upload => upload.Bytes);
    private readonly ConcurrentQueue<DownloadFault> faults = new();
    private readonly ConcurrentQueue<GraphFault> uploadFaults = new();
    private readonly byte[] key = RandomNumberGenerator.GetBytes(32);

    /// <summary>The uploads received, refused ones too, oldest first.</summary>
    public IReadOnlyList<MediaUpload> Uploads => uploads.All;

    public DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>The next downloads fail.</summary>
    public void FailNext(DownloadFault fault, int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            faults.Enqueue(fault);
        }
    }

    public void FailNextUpload(GraphFault fault) => uploadFaults.Enqueue(fault);

    public DownloadFault? TakeFault() => faults.TryDequeue(out var fault) ? fault : null;

    public GraphFault? TakeUploadFault() => uploadFaults.TryDequeue(out var fault) ? fault : null;

    public void Record(MediaUpload upload) => uploads.Add(upload);

    public StoredMedia Keep(string phoneNumberId, string mime, string? fileName, byte[] bytes, TimeSpan lives)
    {
        var id = RandomNumberGenerator.GetInt32(1_000, 10_000).ToString(CultureInfo.InvariantCulture) + RandomNumberGenerator.GetString("0123456789", 12);
        var media = new StoredMedia(id, phoneNumberId, mime, fileName, bytes, Now + lives);
        shelf.Add(media);
        return media;
    }

    /// <summary>Null where there is none any more.</summary>
    public StoredMedia? Find(string? id) => shelf.All.FirstOrDefault(media => media.Id == id && media.EndsAt > Now);

    public bool Forget(string id) => shelf.Remove(media => media.Id == id);

    /// <summary>What an address of the file says of itself, and how long it holds.</summary>
    public string Ticket(StoredMedia media)
    {
        var ends = (clock.GetUtcNow() + AddressLives).ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"ext={ends}&hash={Seal(media.Id, ends)}");
    }

    public bool Holds(string id, string? ends, string? hash) =>
        long.TryParse(ends, NumberStyles.None, CultureInfo.InvariantCulture, out var until)
        && hash == Seal(id, until) && clock.GetUtcNow().ToUnixTimeSeconds() < until;

    private string Seal(string id, long ends) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{ends}"))));
}
