using Convos.Data;

namespace Convos.Tests;

/// <summary>How customers answer a menu, in as many ways as they do.</summary>
public sealed class MenuAnswerTests
{
    private static readonly string[] Menu = ["Ventas", "Reclamos y devoluciones", "Atención técnica", "Hablar con una persona"];

    [Theory]
    [InlineData("1", 1)]
    [InlineData(" 2 ", 2)]
    [InlineData("2.", 2)]
    [InlineData("2)", 2)]
    [InlineData("(3)", 3)]
    [InlineData("02", 2)]
    [InlineData("opción 1", 1)]
    [InlineData("OPCION 4!", 4)]
    [InlineData("la opción número 3", 3)]
    [InlineData("Nº 2", 2)]
    [InlineData("la 2, por favor", 2)]
    [InlineData("dos", 2)]
    [InlineData("Três", 3)]
    [InlineData("four please", 4)]
    [InlineData("2️⃣", 2)]
    [InlineData("②", 2)]
    [InlineData("２", 2)]
    [InlineData("٢", 2)]
    [InlineData("३", 3)]
    [InlineData("ventas", 1)]
    [InlineData("¡VENTAS!", 1)]
    [InlineData("atencion tecnica", 3)]
    [InlineData("Hablar  con una persona.", 4)]
    [InlineData("2. Reclamos y devoluciones", 2)]
    [InlineData("3 - atención técnica", 3)]
    public void It_is_understood(string text, int option) => Assert.Equal(option - 1, MenuAnswer.Read(text, Menu));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("5")]
    [InlineData("1 o 2")]
    [InlineData("2.5")]
    [InlineData("-")]
    [InlineData("👍")]
    [InlineData("hola")]
    [InlineData("tengo 2 reclamos")]
    [InlineData("1. Reclamos y devoluciones")]
    [InlineData("11 5555 0101")]
    [InlineData("99999999999999999999")]
    public void It_is_not_understood(string text) => Assert.Null(MenuAnswer.Read(text, Menu));

    [Fact]
    public void A_label_is_worth_more_than_a_number_that_it_looks_like() =>
        Assert.Equal(1, MenuAnswer.Read("3 cuotas", ["Contado", "3 cuotas", "6 cuotas"]));
}
