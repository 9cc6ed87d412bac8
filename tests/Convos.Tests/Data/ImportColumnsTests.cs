using Convos.Data;
using Convos.Web.Pages;

namespace Convos.Tests;

/// <summary>What the heads of a file suggest.</summary>
public sealed class ImportColumnsTests
{
    private static readonly ContactField[] Fields = [new(7, "Documento", FieldKind.Text, false, []), new(8, "Notas", FieldKind.Text, false, [])];

    [Theory]
    [InlineData("Nombre|Teléfono|Correo electrónico|Idioma|Propietario|Etiquetas", "name|phone|email|language|owner|tags")]
    [InlineData("First Name|Last Name|Mobile Phone|E-mail Address|Owner|Labels|Comments", "name|name|phone|email|owner|tags|notes")]
    [InlineData("Phone 1 - Value|Phone 2 - Value|E-mail 1 - Value|E-mail 2 - Value", "phone|phone|email|")]
    [InlineData("APELLIDOS|CELULAR|WhatsApp|Observaciones|Fecha de pedido", "name|phone|phone|notes|")]
    [InlineData("documento|NOTAS|Comentarios", "field_7|field_8|notes")]
    public void Heads_are_understood_in_both_languages_and_fields_by_their_name(string heads, string meanings) =>
        Assert.Equal(meanings.Split('|'), ImportColumns.Guess(heads.Split('|'), Fields));

    [Theory]
    [InlineData("name|phone|phone", null)]
    [InlineData("notes|tags", MappingProblem.Nobody)]
    [InlineData("phone|email|email", MappingProblem.Twice)]
    [InlineData("phone|field_7|field_7", MappingProblem.Twice)]
    [InlineData("phone|field_9", MappingProblem.Unknown)]
    [InlineData("phone|salary", MappingProblem.Unknown)]
    public void Columns_that_make_no_sense_together_are_refused(string meanings, MappingProblem? problem) =>
        Assert.Equal(problem, ImportColumns.Problem(meanings.Split('|'), Fields));

    [Theory]
    [InlineData("es", "US", "Estados Unidos (+1)")]
    [InlineData("en", "US", "United States (+1)")]
    [InlineData("es", "AR", "Argentina (+54)")]
    [InlineData("es", "DE", "Germany (+49)")]
    public void Countries_are_called_as_their_reader_calls_them_where_that_is_known(string language, string region, string name)
    {
        System.Globalization.CultureInfo.CurrentUICulture = new(language);

        Assert.Equal(name, ImportWords.Countries().Single(country => country.Region == region).Name);
    }
}
