using System.Diagnostics.CodeAnalysis;
using PhoneNumbers;

namespace Convos.Data;

/// <summary>The spellings of a phone number: the one that identifies, the one a person reads, the one that is dialled.</summary>
public static partial class PhoneNumbers
{
    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    /// <summary>Digits only, and one value for the spellings that Argentine, Brazilian and Mexican mobiles come in. Empty where there are no digits.</summary>
    public static string Canonical(string waIdOrPhone)
    {
        var digits = string.Concat(waIdOrPhone.Where(char.IsAsciiDigit));
        return digits switch
        {
            ['5', '4', '9', ..] when digits.Length == 13 => $"54{digits.AsSpan(3)}",
            ['5', '2', '1', ..] when digits.Length == 13 => $"52{digits.AsSpan(3)}",
            ['5', '5', _, _, '9', ..] when digits.Length == 13 => $"{digits.AsSpan(0, 4)}{digits.AsSpan(5)}",
            _ => digits,
        };
    }

    /// <summary>International format, as its country groups it; what cannot be understood is shown as it came.</summary>
    public static string Display(string waIdOrPhone)
    {
        var digits = string.Concat(waIdOrPhone.Where(char.IsAsciiDigit));
        return digits.Length == 0 ? waIdOrPhone
            : Parse("+" + Today(digits), region: null) is { } number ? Library.Format(number, PhoneNumberFormat.INTERNATIONAL)
            : "+" + digits;
    }

    /// <summary>A number as a person types it; without «+» it is read as one of <paramref name="defaultRegion"/> (<c>AR</c>).</summary>
    public static bool TryE164(string typed, string? defaultRegion, [NotNullWhen(true)] out string? e164)
    {
        var number = Parse(typed, defaultRegion);
        e164 = number is not null && Library.IsPossibleNumber(number) ? Library.Format(number, PhoneNumberFormat.E164) : null;
        return e164 is not null;
    }

    // The library no longer groups Mexican mobiles in their old spelling; those of the others it must have as they are dialled.
    private static string Today(string digits) => digits.StartsWith("52", StringComparison.Ordinal) ? Canonical(digits) : digits;

    private static PhoneNumber? Parse(string typed, string? region)
    {
        try
        {
            return Library.Parse(typed, region);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
