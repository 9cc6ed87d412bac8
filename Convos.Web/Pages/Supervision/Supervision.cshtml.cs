using Convos.Data;

namespace Convos.Web.Pages;

/// <summary>«En vivo»: the queue of each inbox, who is there, and what needs somebody. The stream says when its figures move; the page asks for them again.</summary>
public sealed class SupervisionPage(Database database, TimeProvider clock) : DeskPage(database, clock)
{
    public Board Board { get; private set; } = null!;

    protected override string Shows => "&board=true";

    public async Task OnGet() => Board = await Boards.Read(Database, User.Viewer(), Now);
}
