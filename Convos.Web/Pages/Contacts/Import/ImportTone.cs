using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The colour of a state's dot.</summary>
public static class ImportTone
{
    public static string Of(ImportState state) => state switch
    {
        ImportState.Done => "good",
        ImportState.Failed => "bad",
        ImportState.Cancelled => "",
        _ => "warn",
    };
}
