namespace Convos.Web.Pages;

/// <summary>The three ways a page changes without loading anew, as values of <c>hx-boost</c>. Without JavaScript they are plain links and posts.</summary>
public static class Swaps
{
    /// <summary>Another screen: the whole page is asked for, its main part and its stream are kept.</summary>
    public const string Screen = """{"target":"#main","select":"#main","selectOOB":"#live","swap":"outerHTML show:none"}""";

    /// <summary>Another chat: the list stays as it is.</summary>
    public const string Chat = """{"target":"#chat","swap":"outerHTML show:none"}""";

    /// <summary>Another order or filter: the chat beside the list stays, the menu leads to the list as it is now.</summary>
    public const string List = """{"target":"#list","select":"#list","selectOOB":"#live,#rail:outerMorph","swap":"outerHTML show:none"}""";

    /// <summary>A post whose answer names its own targets.</summary>
    public const string Post = """{"target":"#toasts","swap":"none","push":false}""";
}
