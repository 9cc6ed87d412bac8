using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Convos.Data;

/// <summary>What a column of a file can mean, and what its header suggests, in Spanish or English and as other programs write them.</summary>
public static partial class ImportColumns
{
    public const string None = "";
    public const string Name = "name";
    public const string Phone = "phone";
    public const string Email = "email";
    public const string Language = "language";
    public const string Owner = "owner";
    public const string Notes = "notes";
    public const string Tags = "tags";

    /// <summary>In the order in which they are offered.</summary>
    public static readonly IReadOnlyList<string> All = [Name, Phone, Email, Language, Owner, Notes, Tags];

    private static readonly Dictionary<string, string[]> Words = new()
    {
        [Name] =
        [
            "nombre", "nombres", "nombre completo", "nombre y apellido", "nombre y apellidos", "apellido", "apellidos", "contacto", "cliente", "razon social", "name",
            "full name", "first name", "last name", "given name", "family name", "surname", "contact", "contact name", "customer", "customer name",
        ],
        [Phone] =
        [
            "telefono", "telefonos", "otro telefono", "otros telefonos", "another phone", "other phone", "tel", "telefono movil", "telefono celular", "celular", "cel", "movil", "whatsapp", "wsp", "numero", "numero de telefono",
            "phone", "phones", "phone number", "telephone", "mobile", "mobile phone", "cell", "cell phone", "whatsapp number", "number",
        ],
        [Email] = ["correo", "correo electronico", "mail", "email", "e mail", "email address", "e mail address", "direccion de correo"],
        [Language] = ["idioma", "lengua", "language", "lang", "locale"],
        [Owner] = ["propietario", "responsable", "asesor", "vendedor", "ejecutivo", "owner", "owner email", "contact owner", "agent", "assigned to"],
        [Notes] = ["notas", "nota", "observaciones", "observacion", "comentarios", "comentario", "notes", "note", "comments", "comment"],
        [Tags] = ["etiquetas", "etiqueta", "tags", "tag", "labels", "label"],
    };

    private static readonly Dictionary<string, string> ByWord = Words.SelectMany(pair => pair.Value.Select(word => (word, pair.Key))).ToDictionary();

    public static string Field(long id) => string.Create(CultureInfo.InvariantCulture, $"field_{id}");

    public static long? FieldOf(string meaning) =>
        meaning.StartsWith("field_", StringComparison.Ordinal) && long.TryParse(meaning.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    /// <summary>A name may stand in two columns and numbers in several; all else in one.</summary>
    public static bool MayRepeat(string meaning) => meaning is None or Name or Phone or Tags;

    /// <summary>One meaning for each header. A field that is called so comes first.</summary>
    public static string[] Guess(IReadOnlyList<string> headers, IReadOnlyList<ContactField> fields)
    {
        var byName = fields.GroupBy(field => Plain(field.Name)).ToDictionary(group => group.Key, group => Field(group.First().Id));
        var taken = new HashSet<string>();
        return [.. headers.Select(header => Of(Plain(header))).Select(meaning => MayRepeat(meaning) || taken.Add(meaning) ? meaning : None)];

        string Of(string said) => byName.GetValueOrDefault(said) ?? ByWord.GetValueOrDefault(said) ?? ByWord.GetValueOrDefault(Bare().Replace(said, "").Trim()) ?? None;
    }

    /// <summary>Null where it can be used; else whether nothing says who a row is, or two columns say the same.</summary>
    public static MappingProblem? Problem(IReadOnlyList<string> mapping, IReadOnlyList<ContactField> fields) =>
        mapping.Any(meaning => meaning != None && !All.Contains(meaning) && !fields.Any(field => Field(field.Id) == meaning)) ? MappingProblem.Unknown
        : !mapping.Any(meaning => meaning is Name or Phone or Email) ? MappingProblem.Nobody
        : mapping.Where(meaning => !MayRepeat(meaning)).GroupBy(meaning => meaning).Any(group => group.Count() > 1) ? MappingProblem.Twice
        : null;

    /// <summary>Lower case without accents; whatever is neither letter nor digit is one blank.</summary>
    internal static string Plain(string said)
    {
        var plain = new StringBuilder();
        foreach (var sign in said.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(sign))
            {
                plain.Append(char.ToLowerInvariant(sign));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(sign) != UnicodeCategory.NonSpacingMark && plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().TrimEnd();
    }

    // «Phone 1 - Value», «Teléfono 2», «Nombre*».
    [GeneratedRegex(@"\b(\d+|value|valor|obligatorio|required)\b| {2,}")]
    private static partial Regex Bare();
}

public enum MappingProblem { Unknown, Nobody, Twice }
