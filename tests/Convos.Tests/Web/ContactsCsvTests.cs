using System.Text;
using Convos.Data;
using Convos.Web;
using Convos.Web.Pages;

namespace Convos.Tests;

/// <summary>Files as spreadsheets of all sorts write them.</summary>
public sealed class ContactsCsvTests
{
    public static TheoryData<string, byte[]> Encoded
    {
        get
        {
            const string Text = "Nombre;Teléfono\r\nMaría Ñandú;+54 11 5555-0101\r\n";
            return new()
            {
                { "UTF-8", Encoding.UTF8.GetBytes(Text) },
                { "UTF-8 with its mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)] },
                { "UTF-16", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)] },
                { "UTF-16 without its mark", Encoding.Unicode.GetBytes(Text) },
                { "UTF-16 the other way round", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
                { "Windows-1252", CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes(Text) },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Encoded), DisableDiscoveryEnumeration = true)]
    public async Task However_it_is_encoded_it_says_the_same(string encoding, byte[] bytes)
    {
        var (heads, lines, _) = await Read(bytes);

        Assert.True(heads is ["Nombre", "Teléfono"], encoding);
        Assert.Equal(["María Ñandú", "+54 11 5555-0101"], Assert.Single(lines).Cells);
    }

    [Theory]
    [InlineData("Nombre,Notas\nAna,\"a; b; c\"\n")]
    [InlineData("Nombre;Notas\nAna;\"a; b; c\"\n")]
    [InlineData("Nombre\tNotas\r\nAna\ta; b; c\r\n")]
    [InlineData("sep=;\r\nNombre;Notas\r\nAna;\"a; b; c\"\r\n")]
    [InlineData("\"Nombre\";\"Notas\"\rAna;\"a; b; c\"")]
    public async Task The_heads_tell_what_parts_the_cells(string text)
    {
        var (heads, lines, _) = await Read(Encoding.UTF8.GetBytes(text));

        Assert.Equal(["Nombre", "Notas"], heads);
        Assert.Equal(["Ana", "a; b; c"], Assert.Single(lines).Cells);
    }

    [Fact]
    public async Task Rows_are_numbered_as_a_spreadsheet_does_and_those_that_say_nothing_are_passed_by()
    {
        var (_, lines, _) = await Read(Encoding.UTF8.GetBytes("Nombre,Tel,Tel,\nAna,1,2\n\n,,,\n\"dos\nlíneas\",3,4,5,6\n\nLuz\n"));

        Assert.Equal([2, 5, 7], lines.Select(line => line.Line));
        Assert.Equal([["Ana", "1", "2"], ["dos\nlíneas", "3", "4"], ["Luz", "", ""]], lines.Select(line => line.Cells));
    }

    [Fact]
    public async Task A_head_without_a_name_is_called_by_its_letter()
    {
        var (heads, _, _) = await Read(Encoding.UTF8.GetBytes("Nombre,,Tel\n"));

        Assert.Equal(["Nombre", "B", "Tel"], heads);
    }

    [Fact]
    public async Task What_was_tamed_for_a_spreadsheet_comes_back_as_it_was()
    {
        using var file = new MemoryStream();
        await using (var csv = Spreadsheet.Write(file))
        {
            await csv.Row(["Nombre", "Tel"], CancellationToken.None);
            await csv.Row(["=1+1", "+54 11 5555-0101"], CancellationToken.None);
        }

        Assert.Contains("'=1+1,'+54 11", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
        Assert.Equal(["=1+1", "+54 11 5555-0101"], Assert.Single((await Read(file.ToArray())).Lines).Cells);
    }

    [Fact]
    public async Task What_is_no_table_is_refused()
    {
        Assert.Equal(ContactsFileFault.NotText, (await Read([0x50, 0x4B, 3, 4, 0, 0, 8, 0])).Fault);
        Assert.Equal(ContactsFileFault.NoColumns, (await Read("\n\n,,\n"u8.ToArray())).Fault);
        Assert.Equal(ContactsFileFault.TooManyColumns, (await Read(Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 300))))).Fault);
    }

    private static async Task<(string[] Heads, List<ImportLine> Lines, ContactsFileFault? Fault)> Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var (csv, fault) = await ContactsCsv.Open(stream, CancellationToken.None);
        if (csv is null)
        {
            return ([], [], fault);
        }

        using (csv)
        {
            var lines = new List<ImportLine>();
            await foreach (var line in csv.Rows())
            {
                lines.Add(line);
            }

            return (csv.Headers, lines, null);
        }
    }
}
