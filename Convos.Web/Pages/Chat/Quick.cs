namespace Convos.Web.Pages;

/// <summary>The reactions at hand.</summary>
public static class Quick
{
    public static readonly string[] Emojis = ["👍", "❤️", "😂", "😮", "😢", "🙏"];
}
