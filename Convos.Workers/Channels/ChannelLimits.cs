using Convos.Data;

namespace Convos.Workers;

/// <summary>What a channel takes as one kind of message.</summary>
public sealed record KindLimit(MessageKind Kind, IReadOnlyList<string> Mimes, long MostBytes, int LongestCaption)
{
    public long? MostAnimatedBytes { get; init; }

    /// <summary>Ogg only with Opus, and with one channel.</summary>
    public bool OpusMonoOnly { get; init; }

    /// <summary>MP4 only with H.264.</summary>
    public bool H264Only { get; init; }

    /// <summary>PNG only with eight bits a colour and no palette.</summary>
    public bool PlainPngOnly { get; init; }

    /// <summary>Exactly so many pixels, both ways.</summary>
    public int? Side { get; init; }

    public long BytesFor(FileFacts facts) => facts.Animated ? MostAnimatedBytes ?? MostBytes : MostBytes;
}

/// <summary>The rule that a file breaks.</summary>
public enum FileRule { Empty, TooLarge, WrongType, Disguised, NotOpusMono, NotH264, OddPng, TooManyPixels, Damaged, WrongSide }

/// <summary>Everything that a sentence about it needs. <c>Claimed</c>: the media type that the name claims.</summary>
public sealed record FileProblem(FileRule Rule, KindLimit Limit, FileFacts Facts, long Size, string? Claimed = null)
{
    /// <summary>A JPEG made of it would be taken.</summary>
    public bool Convertible =>
        Limit.Kind == MessageKind.Image && Limit.Mimes.Contains("image/jpeg") && ChannelLimits.Readable(Facts)
        && Size is > 0 and <= Picture.MostBytes && Rule is FileRule.TooLarge or FileRule.WrongType or FileRule.Disguised or FileRule.OddPng;
}

/// <summary>What a dropped file would be sent as, and whether it has to become a JPEG for that.</summary>
public sealed record KindGuess(MessageKind Kind, bool Convert = false);

/// <summary>Holds a file against a channel's table, before anything is sent.</summary>
public static class ChannelLimits
{
    /// <summary>Null: it can be sent. <c>name</c> is only asked whether it claims something else.</summary>
    public static FileProblem? Problem(KindLimit limit, FileFacts facts, long size, string? name = null)
    {
        var claimed = name is null ? null : MediaTypes.ByName(name);
        return Rule(limit, facts, size, claimed) is { } rule ? new(rule, limit, facts, size, claimed) : null;
    }

    /// <summary>For a file that was dropped or pasted: the first kind that takes it, or could take it as a JPEG; else a document, whose problem is then told.</summary>
    public static KindGuess KindFor(FileFacts facts, long size, IReadOnlyList<KindLimit> limits)
    {
        var kind = facts.Sort switch
        {
            FileSort.Image => MessageKind.Image,
            FileSort.Video => MessageKind.Video,
            FileSort.Audio => MessageKind.Audio,
            _ => MessageKind.Document,
        };
        if (limits.FirstOrDefault(one => one.Kind == kind) is not { } limit)
        {
            return new(MessageKind.Document);
        }

        var problem = Problem(limit, facts, size);
        var asDocument = limits.FirstOrDefault(one => one.Kind == MessageKind.Document);
        return problem is null ? new(kind)
            : problem.Convertible ? new(kind, Convert: true)
            : asDocument is not null && Problem(asDocument, facts, size) is null ? new(MessageKind.Document)
            : new(kind);
    }

    internal static bool Readable(FileFacts facts) =>
        facts is { Damaged: false, TooManyPixels: false, Mime: "image/jpeg" or "image/png" or "image/webp" or "image/gif" or "image/bmp" };

    // What it is comes before how it is.
    private static FileRule? Rule(KindLimit limit, FileFacts facts, long size, string? claimed) =>
        size == 0 ? FileRule.Empty
        : !limit.Mimes.Contains(facts.Mime) ? claimed is not null && MediaTypes.Sort(claimed) != facts.Sort ? FileRule.Disguised : FileRule.WrongType
        : TooLarge(limit, facts, size) ? FileRule.TooLarge
        : facts.TooManyPixels && AsPicture(limit) ? FileRule.TooManyPixels
        : facts.Damaged && AsPicture(limit) ? FileRule.Damaged
        : limit.Side is { } side && (facts.Width != side || facts.Height != side) ? FileRule.WrongSide
        : limit.PlainPngOnly && facts.OddPng ? FileRule.OddPng
        : limit.OpusMonoOnly && facts.Mime == "audio/ogg" && facts.OpusChannels != 1 ? FileRule.NotOpusMono
        : limit.H264Only && facts.Mime == "video/mp4" && facts.VideoCodec is not (null or "avc1" or "avc3") ? FileRule.NotH264
        : null;

    private static bool AsPicture(KindLimit limit) => limit.Kind is MessageKind.Image or MessageKind.Sticker;

    // A sticker must stay below its limit, the others may reach it.
    private static bool TooLarge(KindLimit limit, FileFacts facts, long size) =>
        limit.Kind == MessageKind.Sticker ? size >= limit.BytesFor(facts) : size > limit.BytesFor(facts);
}
