namespace Convos.Data;

/// <summary>
/// What is known of bytes in the <see cref="IFileStore"/>. <c>Name</c> is their SHA-256 in hex; <c>Mime</c> is told by content;
/// sides are in pixels, upright; <c>Thumbnail</c> names a small WebP of the same picture.
/// </summary>
public sealed record StoredFile(string Name, string Mime, long Size, int? Width, int? Height, bool Animated, string? Thumbnail);
