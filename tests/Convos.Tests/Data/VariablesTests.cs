using Convos.Data;
using CsCheck;

namespace Convos.Tests;

/// <summary>Variables of a text: what they stand for, what stops them, and that nothing is ever taken for one twice.</summary>
public sealed class VariablesTests
{
    private static readonly VariableValues Values = new("Marta Gómez", "Ana", "Ventas", "1234", "2 de marzo de 2026");

    // Pieces out of which anything that looks like a variable can be built.
    private static readonly string[] Pieces =
        ["{", "}", "{{", "}}", "contacto.nombre", "fecha", "desconocida", "|", " ", "\n", "a", "{{fecha}}", "{{contacto.nombre|}}", "{{x|y}}"];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1].Array[0, 12].Select(places => string.Concat(places.Select(place => Pieces[place])));

    [Theory]
    [InlineData("Hola, {{contacto.nombre}}", "Hola, Marta Gómez")]
    [InlineData("{{operador.nombre}} de {{bandeja.nombre}}, ticket {{ticket.numero}}, {{fecha}}", "Ana de Ventas, ticket 1234, 2 de marzo de 2026")]
    [InlineData("Hola, {{ Contacto.Nombre | cliente }}", "Hola, Marta Gómez")]
    [InlineData("Sin variables { } {x} }}", "Sin variables { } {x} }}")]
    public void A_variable_is_its_value(string text, string filled)
    {
        var result = Variables.Fill(text, Values);

        Assert.Equal(filled, result.Text);
        Assert.Empty(result.Missing);
    }

    [Theory]
    [InlineData("Hola, {{contacto.nombre|cliente}}", "Hola, cliente")]
    [InlineData("Hola{{contacto.nombre|}}!", "Hola!")]
    public void Without_a_value_the_fallback_stands_there_also_an_empty_one(string text, string filled)
    {
        var result = Variables.Fill(text, Values with { Contact = "  " });

        Assert.Equal(filled, result.Text);
        Assert.Empty(result.Missing);
    }

    [Theory]
    [InlineData("Hola, {{contacto.nombre}}. Hoy es {{fecha}}.", "Hola, {{contacto.nombre}}. Hoy es 2 de marzo de 2026.", "{{contacto.nombre}}")]
    [InlineData("{{contato.nombre|cliente}}", "{{contato.nombre|cliente}}", "{{contato.nombre|cliente}}")]
    [InlineData("{{}}", "{{}}", "{{}}")]
    public void Without_value_and_fallback_or_of_an_unknown_name_it_stays_as_it_was_and_is_named(string text, string filled, string missing)
    {
        var result = Variables.Fill(text, Values with { Contact = "" });

        Assert.Equal(filled, result.Text);
        Assert.Equal([missing], result.Missing);
    }

    [Theory]
    [InlineData("{{con{{contacto.nombre|}}tacto.nombre}}")]
    [InlineData("{{ {{contacto.nombre}} }}")]
    public void A_variable_inside_another_fills_in_nothing_and_stops_the_text(string text)
    {
        var result = Variables.Fill(text, Values with { Contact = "fecha" });

        Assert.Equal(text, result.Text);
        Assert.NotEmpty(result.Missing);
    }

    [Fact]
    public void What_is_filled_in_is_never_filled_in_again_whatever_the_text_and_whoever_the_customer() =>
        Gen.Select(Texts, Texts).Sample((text, name) =>
        {
            var values = Values with { Contact = name };
            var once = Variables.Fill(text, values);
            var twice = Variables.Fill(once.Text, values);

            return twice.Text == once.Text && twice.Missing.SequenceEqual(once.Missing);
        }, iter: 20_000);

    [Fact]
    public void Nothing_that_a_customer_calls_themselves_is_taken_for_a_variable() =>
        Texts.Sample(name =>
        {
            var result = Variables.Fill("Hola, {{contacto.nombre|cliente}}.", Values with { Contact = name });

            return result.Missing.Count == 0 && !result.Text.Contains(Values.Date, StringComparison.Ordinal) && !result.Text.Contains("{{", StringComparison.Ordinal);
        }, iter: 5_000);

    [Theory]
    [InlineData("es", "America/Argentina/Buenos_Aires", "1 de marzo de 2026")]
    [InlineData("es", "Europe/Madrid", "2 de marzo de 2026")]
    [InlineData("en", "UTC", "March 2, 2026")]
    public void A_date_is_the_writers_day_in_the_writers_language(string culture, string zone, string expected)
    {
        var viewer = new Viewer(1, "Ana", Role.Operator, culture, Theme.System, Guid.Empty, [], zone, null);

        Assert.Equal(expected, Variables.Date(viewer, new DateTime(2026, 3, 2, 1, 30, 0, DateTimeKind.Utc)));
    }
}
