using PhoneNumbers;

namespace Convos.Data;

/// <summary>Why what a person typed is no phone number that could be dialled.</summary>
public enum PhoneProblem { NotANumber, NoCountry, UnknownCountry, TooShort, TooLong, WrongLength }

// Numbers as people type them.
public static partial class PhoneNumbers
{
    /// <summary>Exactly one of the two: the number with its plus, or what is wrong with it. Without «+» it is read as one of <paramref name="region"/>.</summary>
    public static (string? E164, PhoneProblem? Problem) Typed(string typed, string? region)
    {
        try
        {
            var number = Library.Parse(typed, region);
            return Library.IsPossibleNumberWithReason(number) switch
            {
                PhoneNumberUtil.ValidationResult.IS_POSSIBLE => (Library.Format(number, PhoneNumberFormat.E164), null),
                // What can only be dialled within its area lacks the area.
                PhoneNumberUtil.ValidationResult.TOO_SHORT or PhoneNumberUtil.ValidationResult.IS_POSSIBLE_LOCAL_ONLY => (null, PhoneProblem.TooShort),
                PhoneNumberUtil.ValidationResult.TOO_LONG => (null, PhoneProblem.TooLong),
                PhoneNumberUtil.ValidationResult.INVALID_COUNTRY_CODE => (null, PhoneProblem.UnknownCountry),
                _ => (null, PhoneProblem.WrongLength),
            };
        }
        catch (NumberParseException wrong)
        {
            return (null, wrong.ErrorType switch
            {
                ErrorType.INVALID_COUNTRY_CODE => typed.TrimStart().StartsWith('+') ? PhoneProblem.UnknownCountry : PhoneProblem.NoCountry,
                ErrorType.TOO_SHORT_NSN or ErrorType.TOO_SHORT_AFTER_IDD => PhoneProblem.TooShort,
                ErrorType.TOO_LONG => PhoneProblem.TooLong,
                _ => PhoneProblem.NotANumber,
            });
        }
    }

    /// <summary>The country of a number that is written in full, as the library names it (<c>AR</c>).</summary>
    public static string? Region(string phone) =>
        Parse(phone.TrimStart().StartsWith('+') ? phone : "+" + phone, region: null) is { } number ? Library.GetRegionCodeForNumber(number) ?? Library.GetRegionCodeForCountryCode(number.CountryCode) : null;
}
