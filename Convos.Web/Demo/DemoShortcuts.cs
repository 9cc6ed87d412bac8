using Convos.Data;

namespace Convos.Web;

/// <summary>The «atajos» of the demo desk: everybody's, each inbox's, and one of Ana's own.</summary>
public static class DemoShortcuts
{
    public static async Task Seed(Database database, Viewer lead, Viewer ana, long ventas, long soporte, DateTime now)
    {
        (Viewer By, string Name, ShortcutScope Scope, long? Inbox, string Text)[] all =
        [
            (lead, "saludo", ShortcutScope.Everyone, null, "¡Hola, {{contacto.nombre|cliente}}! Soy {{operador.nombre}}, del equipo de {{bandeja.nombre}}. ¿En qué te ayudo?"),
            (lead, "espera", ShortcutScope.Everyone, null, "Dame un minuto, por favor: lo reviso y te escribo."),
            (lead, "gracias", ShortcutScope.Everyone, null, "¡Gracias por escribirnos! Si necesitas algo más, aquí estamos. Tu número de atención es {{ticket.numero}}."),
            (lead, "envio", ShortcutScope.Inbox, ventas, "Los pedidos confirmados hoy, {{fecha}}, salen mañana y llegan en 24 a 72 horas."),
            (lead, "pagos", ShortcutScope.Inbox, ventas, "Puedes pagar con tarjeta, transferencia o en efectivo al recibir.\nCon transferencia tienes un 10 % de descuento."),
            (lead, "cambio", ShortcutScope.Inbox, soporte, "Tienes 30 días para cambiarlo. ¿Me pasas una foto del producto y el número de pedido?"),
            (ana, "firma", ShortcutScope.Personal, null, "Un saludo,\n{{operador.nombre}}"),
        ];
        foreach (var (by, name, scope, inbox, text) in all)
        {
            await Shortcuts.Save(database, by, null, new ShortcutSettings(name, text, scope, inbox), now);
        }
    }
}
