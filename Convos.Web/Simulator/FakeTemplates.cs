using System.Text.Json.Nodes;

namespace Convos.Web;

/// <summary>The templates that every business account of the fake Graph begins with: each kind and each state that the product meets.</summary>
public static class FakeTemplates
{
    public static IReadOnlyList<FakeTemplate> All { get; } =
    [
        Make(1, "retomar_conversacion", "es", "UTILITY", "APPROVED",
            Body("Hola {{1}}, quedó pendiente tu consulta sobre {{2}}. ¿Seguimos por acá?", "Marta", "el envío"), Buttons(Reply("Sí, sigamos"), Reply("No, gracias"))),
        Make(2, "follow_up", "en", "UTILITY", "APPROVED",
            Body("Hi {{1}}, we still have your question about {{2}}. Shall we go on?", "Martha", "the delivery"), Buttons(Reply("Yes, please"), Reply("No, thanks"))),
        Make(3, "estado_pedido", "es", "UTILITY", "APPROVED",
            Header("Pedido {{1}}", "A-1042"), Body("*{{1}}*, tu pedido ya está {{2}}.\nLo recibes el {{3}}.", "Marta", "en camino", "viernes 6"),
            Footer("Tienda de prueba"), Buttons(Url("Ver pedido", "https://tienda.example/pedidos/{{1}}", "https://tienda.example/pedidos/A-1042"), Reply("Tengo un problema"))),
        Make(4, "recordatorio_turno", "es", "UTILITY", "APPROVED",
            Header("Tu turno"), Named("Hola {{nombre}}, te esperamos el {{fecha}} a las {{hora}}.", ("nombre", "Marta"), ("fecha", "lunes 9"), ("hora", "10:30")),
            Buttons(Reply("Confirmo"), Reply("Cambiar el turno"))) with { Named = true },
        Make(5, "gracias_por_tu_compra", "es", "MARKETING", "APPROVED", Body("¡Gracias por tu compra! Si necesitas algo, responde este mensaje.")),
        Make(6, "cupon_aniversario", "es", "MARKETING", "APPROVED",
            Body("{{1}}, cumplimos años y te regalamos un 15 %.", "Marta"), Footer("Responde BAJA para no recibir más"), Buttons(new JsonObject { ["type"] = "COPY_CODE", ["text"] = "Copiar código", ["example"] = new JsonArray("CONVOS15") })),
        Make(7, "novedades_con_foto", "es", "MARKETING", "APPROVED",
            Over("IMAGE", "https://example.com/photo.jpg"),
            Body("{{1}}, mira lo nuevo de la temporada.", "Marta"), Buttons(Url("Ver novedades", "https://tienda.example/novedades"))),
        Make(8, "encuesta_nueva", "es", "MARKETING", "PENDING", Body("{{1}}, ¿nos cuentas cómo te fue?", "Marta")),
        Make(9, "oferta_gratis", "es", "MARKETING", "REJECTED", Body("¡Gana dinero gratis!")),
        Make(10, "te_extranamos", "es", "MARKETING", "PAUSED", Body("{{1}}, hace mucho que no te vemos.", "Marta")) with { Quality = "RED" },
        Make(11, "retomar_conversacion", "en_US", "UTILITY", "APPROVED", Body("Hi {{1}}, shall we pick up where we left off on {{2}}?", "Martha", "the delivery")),
        Make(12, "factura_del_mes", "es", "UTILITY", "APPROVED",
            Over("DOCUMENT", "https://example.com/invoice.pdf"), Body("Hola {{1}}, aquí tienes tu factura de {{2}}.", "Marta", "marzo"), Footer("Tienda de prueba")),
        Make(13, "donde_estamos", "es", "UTILITY", "APPROVED", new JsonObject { ["type"] = "HEADER", ["format"] = "LOCATION" }, Body("Te esperamos aquí.")),
    ];

    /// <summary>One template of these parts.</summary>
    public static FakeTemplate Make(int id, string name, string language, string category, string status, params JsonNode[] parts) =>
        new($"{400000000000000 + id}", name, language, category, status, new JsonArray(parts));

    public static JsonObject Body(string text, params string[] examples)
    {
        var body = new JsonObject { ["type"] = "BODY", ["text"] = text };
        if (examples.Length > 0)
        {
            body["example"] = new JsonObject { ["body_text"] = new JsonArray(Words(examples)) };
        }

        return body;
    }

    public static JsonObject Named(string text, params (string Name, string Example)[] examples) => new()
    {
        ["type"] = "BODY",
        ["text"] = text,
        ["example"] = new JsonObject
        {
            ["body_text_named_params"] = new JsonArray(
                [.. examples.Select(one => (JsonNode)new JsonObject { ["param_name"] = one.Name, ["example"] = one.Example })]),
        },
    };

    public static JsonObject Header(string text, params string[] examples)
    {
        var header = new JsonObject { ["type"] = "HEADER", ["format"] = "TEXT", ["text"] = text };
        if (examples.Length > 0)
        {
            header["example"] = new JsonObject { ["header_text"] = Words(examples) };
        }

        return header;
    }

    /// <summary>A header that is a file.</summary>
    public static JsonObject Over(string format, string example) =>
        new() { ["type"] = "HEADER", ["format"] = format, ["example"] = new JsonObject { ["header_handle"] = new JsonArray(example) } };

    public static JsonObject Footer(string text) => new() { ["type"] = "FOOTER", ["text"] = text };

    public static JsonObject Buttons(params JsonNode[] buttons) => new() { ["type"] = "BUTTONS", ["buttons"] = new JsonArray(buttons) };

    public static JsonObject Reply(string text) => new() { ["type"] = "QUICK_REPLY", ["text"] = text };

    public static JsonObject Url(string text, string url, string? example = null)
    {
        var button = new JsonObject { ["type"] = "URL", ["text"] = text, ["url"] = url };
        if (example is not null)
        {
            button["example"] = new JsonArray(example);
        }

        return button;
    }

    private static JsonArray Words(string[] words) => new([.. words.Select(word => (JsonNode)word)]);
}
