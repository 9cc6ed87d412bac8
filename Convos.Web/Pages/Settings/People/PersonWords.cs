using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>The signs of a person's account.</summary>
public static class PersonWords
{
    public static string Mark(this PersonLine person) => person.State switch
    {
        PersonState.Active => "good",
        PersonState.Invited => "warn",
        _ => "",
    };
}
