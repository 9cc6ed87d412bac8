using System.Globalization;
using System.Text.Json.Nodes;
using Convos.Data;
using Microsoft.Extensions.Localization;

namespace Convos.Web.Pages;

/// <summary>Something wrong with a form, by the name of the box and the key of the sentence; <c>What</c> goes into it.</summary>
public sealed record ContactWrong(string Box, string Key, string What = "")
{
    /// <summary>What is wrong with a number does not say which: elsewhere there is but one.</summary>
    public string Text(IStringLocalizer<Texts> texts) => Key.StartsWith("PhoneProblem.", StringComparison.Ordinal) ? $"{What}: {texts[Key].Value}" : texts[Key, What];
}

/// <summary>A contact's card as it is typed. What is wrong stands beside what was typed.</summary>
public sealed class ContactForm
{
    public long Version { get; set; }

    public string? Name { get; set; }

    public string[] Phones { get; set; } = [];

    public string? Email { get; set; }

    public string? Language { get; set; }

    public long? Owner { get; set; }

    public string? Notes { get; set; }

    /// <summary>By the id of the field.</summary>
    public Dictionary<long, string?> Answers { get; set; } = [];

    public static ContactForm Of(ContactCard card)
    {
        var settings = Contacts.SettingsOf(card);
        return new()
        {
            Version = card.Contact.Version,
            Name = settings.Name,
            Phones = [.. card.Phones.Select((phone, place) => place == 0 && card.Contact.Phone is { } shown && PhoneNumbers.Canonical(shown) == phone.Canonical ? shown : PhoneNumbers.Display(phone.Number))],
            Email = settings.Email,
            Language = settings.Language,
            Owner = settings.OwnerId,
            Notes = settings.Notes,
            Answers = settings.Fields.ToDictionary(answer => answer.Key, answer => (string?)FieldAnswers.Typed(answer.Value)),
        };
    }

    /// <summary>What would be saved; exact only where nothing is wrong.</summary>
    /// <param name="region">Of numbers that bear no plus.</param>
    /// <param name="known">What the contact says now; null for a new one.</param>
    public (ContactSettings Settings, IReadOnlyList<ContactWrong> Wrong) Read(IReadOnlyList<ContactField> fields, string? region, ContactCard? known)
    {
        var wrong = new List<ContactWrong>();
        var phones = ReadPhones(region, known, wrong);
        var name = One(Name) is { Length: > 0 } typed ? typed : phones.Count > 0 ? PhoneNumbers.Display(phones[0]) : "";
        var (email, notes) = (One(Email), Notes?.ReplaceLineEndings("\n").Replace("\0", "").Trim() ?? "");
        if (name.Length is 0 or > Contacts.LongestName)
        {
            wrong.Add(new("name", name.Length == 0 ? "Contact.NoName" : "Contact.NameTooLong"));
        }

        if (email.Length > 0 && !Contacts.IsEmail(email))
        {
            wrong.Add(new("email", "Contact.NoEmail"));
        }

        if (notes.Length > Contacts.LongestNotes)
        {
            wrong.Add(new("notes", "Contact.NotesTooLong"));
        }

        if (!string.IsNullOrEmpty(Language) && Language != known?.Contact.Language && Languages.Offered.All(language => language.Code != Language))
        {
            wrong.Add(new("language", "Contact.NoLanguage"));
        }

        var answers = ReadAnswers(fields, known, wrong);
        return (new ContactSettings(name, [.. phones], email.Length > 0 ? email : null, string.IsNullOrEmpty(Language) ? null : Language, Owner, notes, answers), wrong);
    }

    // One number, however it is spelled, once.
    private List<string> ReadPhones(string? region, ContactCard? known, List<ContactWrong> wrong)
    {
        var phones = new List<string>();
        foreach (var (typed, place) in Phones.Select((typed, place) => (One(typed), place)).Where(phone => phone.Item1.Length > 0))
        {
            // What a channel brought is kept as it is, also where the library would not dial it.
            if (known?.Phones.FirstOrDefault(phone => phone.Canonical == PhoneNumbers.Canonical(typed)) is { } same)
            {
                phones.Add(same.Number);
            }
            else if (PhoneNumbers.Typed(typed, region) is { E164: { } number })
            {
                phones.Add(number);
            }
            else
            {
                wrong.Add(new($"phone-{place}", $"PhoneProblem.{PhoneNumbers.Typed(typed, region).Problem}", typed));
            }
        }

        phones = [.. phones.DistinctBy(PhoneNumbers.Canonical)];
        if (phones.Count > Contacts.MostPhones)
        {
            wrong.Add(new($"phone-{Phones.Length - 1}", "Contact.TooManyPhones"));
        }

        return phones;
    }

    private SortedDictionary<long, JsonNode> ReadAnswers(IReadOnlyList<ContactField> fields, ContactCard? known, List<ContactWrong> wrong)
    {
        var answers = new SortedDictionary<long, JsonNode>();
        foreach (var field in fields)
        {
            var before = known?.Contact.Fields[field.Id.ToString(CultureInfo.InvariantCulture)];
            var (answer, problem) = FieldAnswers.Read(field, Answers.GetValueOrDefault(field.Id), FieldAnswers.Typed(before));
            if (problem is not null)
            {
                wrong.Add(new($"field-{field.Id}", $"AnswerProblem.{problem}", field.Name));
            }
            else if (answer is not null)
            {
                answers[field.Id] = answer;
            }
        }

        return answers;
    }

    private static string One(string? text) => text?.ReplaceLineEndings(" ").Replace("\0", "").Trim() ?? "";
}
