namespace Convos.Data;

/// <summary>The cells of one row that say something, by what their columns mean; and what is found to be wrong with them.</summary>
internal sealed class RowCells(ContactImport import, ImportLine line)
{
    public List<(RowFault Reason, string Header, string Value)> Faults { get; } = [];

    public void Fault(RowFault reason, string header, string value) => Faults.Add((reason, header, value));

    public IEnumerable<(string Header, string Cell)> Cells(string meaning)
    {
        for (var place = 0; place < import.Mapping.Length && place < line.Cells.Length; place++)
        {
            if (import.Mapping[place] == meaning && line.Cells[place].Trim() is { Length: > 0 } cell)
            {
                yield return (import.Headers[place], cell);
            }
        }
    }

    public (string Header, string? Cell) One(string meaning) => Cells(meaning).FirstOrDefault() is { Cell: not null } found ? found : ("", null);
}
