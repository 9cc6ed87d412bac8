using Convos.Data;

namespace Convos.Tests;

/// <summary>What is a clear answer to a survey, and what is a message.</summary>
public sealed class SurveyScoreTests
{
    [Theory]
    [InlineData("5", 5)]
    [InlineData(" 1. ", 1)]
    [InlineData("4!", 4)]
    [InlineData("cinco", 5)]
    [InlineData("Un 3", null)]
    [InlineData("el 3", 3)]
    [InlineData("3️⃣", 3)]
    [InlineData("4 estrellas", 4)]
    [InlineData("Cinco estrellas!!", 5)]
    [InlineData("2 puntos", 2)]
    [InlineData("⭐⭐⭐⭐", 4)]
    [InlineData("⭐️ ⭐️ ⭐️ ⭐️ ⭐️", 5)]
    [InlineData("🌟🌟", 2)]
    [InlineData("★★★☆☆", 3)]
    [InlineData("5 ⭐", 5)]
    [InlineData("⭐⭐⭐⭐⭐⭐", null)]
    [InlineData("☆☆", null)]
    [InlineData("0", null)]
    [InlineData("6", null)]
    [InlineData("10", null)]
    [InlineData("4,5", null)]
    [InlineData("4.5", null)]
    [InlineData("¿5?", null)]
    [InlineData("5?", null)]
    [InlineData("$5", null)]
    [InlineData("5 %", null)]
    [InlineData("+1", null)]
    [InlineData("-1", null)]
    [InlineData("5 pero tardaron", null)]
    [InlineData("necesito 5", null)]
    [InlineData("5 cajas", null)]
    [InlineData("👍", null)]
    [InlineData("gracias", null)]
    [InlineData("", null)]
    public void A_number_or_stars_alone_say_a_score(string text, int? score) => Assert.Equal(score, SurveyScore.Read(text));

    [Fact]
    public void A_long_text_is_a_message_whatever_it_is_made_of() => Assert.Null(SurveyScore.Read(new string(' ', 60_000) + "5"));
}
