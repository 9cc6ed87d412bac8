using Convos.Data;

namespace Convos.Tests;

/// <summary>Templates as a channel tells them, for tests that need some without asking anybody.</summary>
public static class TemplateDesk
{
    public static readonly TemplateParts Order = new(
        new(TemplateHeaderKind.Text, "Pedido {{1}}"), "{{1}}, tu pedido está {{2}}.", "Tienda de prueba",
        [new(TemplateButtonKind.Url, "Ver pedido", "https://tienda.example/pedidos/{{1}}"), new(TemplateButtonKind.Reply, "Gracias")], false, new Dictionary<string, string>());

    public static readonly TemplateParts Plain = new(null, "Hola de nuevo.", null, [], false, new Dictionary<string, string>());

    /// <summary>As the fake Graph has them: a picture over the text, and a document.</summary>
    public static readonly ToldTemplate WithPicture = Told("novedades_con_foto", new(
        new(TemplateHeaderKind.Image), "{{1}}, mira lo nuevo de la temporada.", null, [new(TemplateButtonKind.Url, "Ver novedades", "https://tienda.example/novedades")],
        false, new Dictionary<string, string>()));

    public static readonly ToldTemplate WithDocument = Told("factura_del_mes", new(
        new(TemplateHeaderKind.Document), "Hola {{1}}, aquí tienes tu factura de {{2}}.", "Tienda de prueba", [], false, new Dictionary<string, string>()));

    public static ToldTemplate Told(string name, TemplateParts parts, TemplateStatus status = TemplateStatus.Approved, string language = "es", bool named = false) =>
        new($"id-{name}", name, language, TemplateCategory.Utility, status, "", named, parts);

    /// <summary>The channel told these, and no others.</summary>
    public static async Task Tells(Database database, Channel channel, DateTime now, params ToldTemplate[] told)
    {
        await Make.One<int>(database, "with due as (update channels set templates_due_at = @now where id = @Id returning id) select count(*)::int from due", new { channel.Id, now });
        await Templates.Keep(database, new TemplatesClaim(channel.Id, channel.Kind, channel.AccountId, "", "", "", now), told, now);
    }

    public static Template Of(Channel channel, ToldTemplate told) => new(
        channel.Id, told.ExternalId, told.Name, told.Language, told.Category, told.Status, told.Quality, told.Named, told.Parts.Write(), Make.Noon);

    public static FilledTemplate Filled(Channel channel, ToldTemplate told, params (string Key, string Value)[] values) =>
        FilledTemplate.Of(Of(channel, told), values.ToDictionary(value => value.Key, value => value.Value));

    /// <summary>The template of an order, filled in.</summary>
    public static Draft OrderDraft(Channel channel, Guid? key = null) => Filled(
        channel, Told("estado_pedido", Order), ("header.1", "A-1"), ("body.1", "Marta"), ("body.2", "en camino"), ("button.0", "A-1")).Draft(key ?? Guid.NewGuid());
}
