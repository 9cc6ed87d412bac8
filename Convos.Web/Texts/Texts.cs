using System.Resources;

[assembly: NeutralResourcesLanguage("es")]

namespace Convos.Web;

/// <summary>Every word on screen. Texts.resx is Spanish, and what any other language falls back to; Texts.en.resx is English.</summary>
public sealed class Texts;
