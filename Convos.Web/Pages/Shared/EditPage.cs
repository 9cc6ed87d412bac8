using System.Globalization;
using Convos.Data;
using Microsoft.AspNetCore.Mvc;

namespace Convos.Web.Pages;

/// <summary>A page for something new (<c>…/new</c>) or something known (<c>…/42</c>).</summary>
public abstract class EditPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    [BindProperty(SupportsGet = true)]
    public string Id { get; set; } = "";

    public bool IsNew => Id == "new";

    /// <summary>Null: new.</summary>
    public long? Known => IsNew ? null : long.Parse(Id, CultureInfo.InvariantCulture);
}
