namespace Convos.Data;

/// <summary>Where a file stands: its columns are chosen, its rows looked at, then written. The last three are ends.</summary>
public enum ImportState { Mapping, Checking, Checked, Running, Done, Cancelled, Failed }

/// <summary>What becomes of contacts that are known already.</summary>
public enum KnownContacts { Update, Skip }

/// <summary>Why a row is left out.</summary>
public enum RowFault
{
    NoNameNoPhone, NameTooLong,
    PhoneNotANumber, PhoneNoCountry, PhoneUnknownCountry, PhoneTooShort, PhoneTooLong, PhoneWrongLength, PhoneRounded, TooManyPhones,
    EmailInvalid, EmailOfSeveral, UnknownLanguage, UnknownOwner, NotesTooLong, UnknownTag, TagTooLong, TooManyTags,
    TextTooLong, NotANumber, NotADate, NotAnOption, NotYesNo, RequiredMissing,
    RepeatedPhone, RepeatedEmail, PhonesOfTwo, NotYours,
}

/// <summary>
/// A file of contacts on its way in. <c>Mapping</c>: what each of the <c>Headers</c> means (<see cref="ImportColumns"/>). Of a file that was looked at, the
/// figures say what importing would do; of one that runs or ran, what it did.
/// </summary>
public sealed record ContactImport(
    long Id, long OperatorId, string OperatorName, DateTime CreatedAt, string FileName, string[] Headers, string[] Mapping, string? Region, long? TagId,
    KnownContacts Known, bool MakesTags, ImportState State, int Total, int Done, int Created, int Updated, int Unchanged, int Faulty,
    DateTime? StartedAt, DateTime? FinishedAt, bool Pruned)
{
    public bool Moves => State is ImportState.Checking or ImportState.Running;

    public bool Ended => State is ImportState.Done or ImportState.Cancelled or ImportState.Failed;

    /// <summary>Whether rows of it may be contacts by now.</summary>
    public bool Started => StartedAt is not null;

    /// <summary>What importing a file that was looked at will write.</summary>
    public int Wanted => Created + Updated;
}

/// <summary>What is chosen before a file is looked at.</summary>
public sealed record ImportSettings(string[] Mapping, string? Region, long? TagId, KnownContacts Known, bool MakesTags);

/// <summary>A row of the file: its number in a spreadsheet, and what its cells say.</summary>
public sealed record ImportLine(int Line, string[] Cells);

/// <summary>What is wrong with one cell, or (no header) with the whole row. <c>OtherLine</c>: the earlier one that it repeats.</summary>
public sealed record ImportFault(int Line, short Place, string? Header, RowFault Reason, string Value, int? OtherLine);

/// <summary>A row as it goes back to whoever corrects it.</summary>
public sealed record FaultyLine(int Line, string[] Cells, IReadOnlyList<ImportFault> Faults);
