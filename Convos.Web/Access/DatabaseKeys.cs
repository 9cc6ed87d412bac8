using System.Xml.Linq;
using Convos.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Convos.Web;

/// <summary>Keeps the Data Protection keys in the database, so that every node opens what another sealed.</summary>
public sealed class DatabaseKeys(Database database) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements() => Wait(async () =>
    {
        await using var db = await database.Open();
        return (await DataProtectionKeys.All(db)).Select(XElement.Parse).ToList();
    });

    public void StoreElement(XElement element, string friendlyName) => Wait(async () =>
    {
        await using var db = await database.Open();
        await DataProtectionKeys.Store(db, friendlyName, element.ToString(SaveOptions.DisableFormatting));
        return true;
    });

    // The framework asks synchronously, once a day; there is no synchronisation context to deadlock on.
    private static T Wait<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();
}
