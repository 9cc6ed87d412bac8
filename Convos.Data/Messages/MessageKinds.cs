namespace Convos.Data;

/// <summary>The kinds whose message is a file, with or without words.</summary>
public static class MessageKinds
{
    public static bool CarriesFile(this MessageKind kind) => kind
        is MessageKind.Image or MessageKind.Video or MessageKind.Audio or MessageKind.Voice or MessageKind.Document or MessageKind.Sticker;
}
