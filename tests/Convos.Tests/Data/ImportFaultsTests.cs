using Convos.Data;
using Dapper;

namespace Convos.Tests;

/// <summary>What is wrong with a row is found before anything is written, each thing with its line and its column.</summary>
public sealed class ImportFaultsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    private Database Database => test.Database;

    [Theory]
    [InlineData("Nombre,Tel", "Ana,hola", "Tel", RowFault.PhoneNotANumber)]
    [InlineData("Nombre,Tel", "Ana,12", "Tel", RowFault.PhoneTooShort)]
    [InlineData("Nombre,Tel", "Ana,+54 9 11 5555 5555 5555 55", "Tel", RowFault.PhoneTooLong)]
    [InlineData("Nombre,Tel", "Ana,+999 1234567", "Tel", RowFault.PhoneUnknownCountry)]
    [InlineData("Nombre,Tel", "Ana,\"5,49112E+12\"", "Tel", RowFault.PhoneRounded)]
    [InlineData("Nombre,Correo", "Ana,ana.example.org", "Correo", RowFault.EmailInvalid)]
    [InlineData("Nombre,Correo", "Ana,ana@example", "Correo", RowFault.EmailInvalid)]
    [InlineData("Nombre,Correo", "Ana,ana..paz@example.org", "Correo", RowFault.EmailInvalid)]
    [InlineData("Nombre,Idioma", "Ana,marciano", "Idioma", RowFault.UnknownLanguage)]
    [InlineData("Nombre,Propietario", "Ana,nadie@convos.test", "Propietario", RowFault.UnknownOwner)]
    [InlineData("Nombre,Etiquetas", "Ana,ninguna así", "Etiquetas", RowFault.UnknownTag)]
    [InlineData("Nombre,Notas", ",algo", null, RowFault.NoNameNoPhone)]
    [InlineData("Correo,Notas", "nadie@example.org,algo", null, RowFault.NoNameNoPhone)]
    public async Task A_row_that_cannot_be_taken_in_says_why(string heads, string row, string? column, RowFault fault)
    {
        var lead = await Make.Operator(Database, Role.Admin);

        var import = await Brought.Checked(Database, lead, $"{heads}\n{row}\n");

        Assert.Equal((1, 0), (import.Faulty, import.Created));
        Assert.Equal([(2, column, fault, (int?)null)], await Brought.Faults(Database, import));
    }

    [Fact]
    public async Task What_is_too_long_is_told_and_a_number_without_a_country_where_none_is_chosen()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var csv = $"Nombre,Tel,Notas,Etiquetas\n{new string('a', 201)},011 5555-0101,{new string('b', 5000)},{new string('c', 41)}\n";

        var import = await Brought.Checked(Database, lead, csv, settings => settings with { Region = null, MakesTags = true });

        Assert.Equal(
            [
                (2, "Tel", RowFault.PhoneNoCountry, null), (2, "Etiquetas", RowFault.TagTooLong, null), (2, "Nombre", RowFault.NameTooLong, null),
                (2, "Notas", RowFault.NotesTooLong, (int?)null),
            ], await Brought.Faults(Database, import));
    }

    [Fact]
    public async Task Answers_are_read_as_people_write_them_and_kept_as_their_field_is_and_what_is_none_is_told()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var n = Make.Number();
        var ids = new List<long>();
        foreach (var (name, kind, options) in new (string, FieldKind, string[])[]
        {
            ($"Saldo {n}", FieldKind.Number, []), ($"Alta {n}", FieldKind.Date, []), ($"Plan {n}", FieldKind.List, ["Básico", "Pleno"]), ($"Socio {n}", FieldKind.YesNo, []),
        })
        {
            ids.Add((await ContactFields.Save(Database, lead.Id, null, new(name, kind, Required: false, options), Make.Noon)).Id!.Value);
        }

        var phone = $"+5491162{n:D6}";
        var heads = $"Nombre;Tel;Saldo {n};Alta {n};plan {n};SOCIO {n}";

        var import = await Brought.Imported(Database, lead, $"{heads}\nAna;{phone};1.234,50;31/12/1990;basico;Sí\nLuz;;mucho;ayer;Otro;quizás\n");

        Assert.Equal((1, 1), (import.Created, import.Faulty));
        var answers = (await Brought.Contact(Database, lead, phone)).Fields;
        Assert.Equal((1234.5m, "1990-12-31", "Básico", true), ((decimal)answers[$"{ids[0]}"]!, (string)answers[$"{ids[1]}"]!, (string)answers[$"{ids[2]}"]!, (bool)answers[$"{ids[3]}"]!));
        Assert.Equal([RowFault.NotANumber, RowFault.NotADate, RowFault.NotAnOption, RowFault.NotYesNo], (await Brought.Faults(Database, import)).Select(fault => fault.Item3));
    }

    [Fact]
    public async Task What_must_be_answered_is_asked_of_whom_nobody_knows_yet()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var (known, fresh) = ($"+5491163{Make.Number():D6}", $"+5491163{Make.Number():D6}");
        await Brought.Imported(Database, lead, $"Nombre,Tel\nAna,{known}\n");
        var name = $"Documento {Make.Number()}";
        var field = (await ContactFields.Save(Database, lead.Id, null, new(name, FieldKind.Text, Required: true, []), Make.Noon)).Id!.Value;

        var import = await Brought.Checked(Database, lead, $"Nombre,Tel\nAna Paz,{known}\nLuz,{fresh}\n");
        await ContactFields.Archive(Database, lead.Id, field, archived: true, Make.Noon);

        Assert.Equal((0, 1, 1), (import.Created, import.Updated, import.Faulty));
        Assert.Equal([(3, name, RowFault.RequiredMissing, (int?)null)], await Brought.Faults(Database, import));
    }

    [Fact]
    public async Task A_row_that_repeats_an_earlier_one_or_speaks_of_two_is_left_out()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var (one, two, three, mail) = ($"+5491164{Make.Number():D6}", $"+5491164{Make.Number():D6}", $"+5491164{Make.Number():D6}", $"m{Make.Number()}@example.org");
        await Brought.Imported(Database, lead, $"Nombre,Tel\nAna,{one}\nLuz,{two}\n");

        var import = await Brought.Checked(Database, lead,
            $"""
            Nombre,Tel,Correo
            "Con
            dos líneas",{three},{mail}
            Otra vez,{three.Replace("+549", "54", StringComparison.Ordinal)},

            Por correo,,{mail}
            Dos a la vez,{one}; {two},
            """);

        Assert.Equal((1, 3), (import.Created, import.Faulty));
        Assert.Equal(
            [(3, null, RowFault.RepeatedPhone, 2), (5, null, RowFault.RepeatedEmail, 2), (6, null, RowFault.PhonesOfTwo, (int?)null)], await Brought.Faults(Database, import));
    }

    [Fact]
    public async Task An_email_of_several_tells_nobody()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var (one, two, mail) = ($"+5491165{Make.Number():D6}", $"+5491165{Make.Number():D6}", $"m{Make.Number()}@example.org");
        var shared = await Brought.Imported(Database, lead, $"Nombre,Tel,Correo\nAna,{one},{mail}\nLuz,{two},{mail}\n");

        var import = await Brought.Checked(Database, lead, $"Nombre,Correo\nAlguien,{mail}\n");

        Assert.Equal(2, shared.Created);
        Assert.Equal([(2, null, RowFault.EmailOfSeveral, (int?)null)], await Brought.Faults(Database, import));
    }

    [Fact]
    public async Task Twenty_tags_are_enough_for_anybody()
    {
        var lead = await Make.Operator(Database, Role.Admin);
        var tags = string.Join(';', Enumerable.Range(0, 21).Select(tag => $"t{tag} {Make.Number()}"));

        var import = await Brought.Checked(Database, lead, $"Nombre,Etiquetas\nAna,{tags}\n", settings => settings with { MakesTags = true });

        Assert.Equal([(2, null, RowFault.TooManyTags, (int?)null)], await Brought.Faults(Database, import));
        await using var db = await Database.Open();
        Assert.Equal(0, await db.QuerySingleAsync<int>("select count(*)::int from tags where name like 't0 %'"));
    }
}
