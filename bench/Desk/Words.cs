namespace Convos.Bench;

/// <summary>What customers and operators of a bicycle shop say, in as many ways as a bench needs.</summary>
internal sealed class Words(Random random)
{
    private static readonly string[] FirstNames =
    [
        "María", "Juan", "Lucía", "Martín", "Sofía", "Diego", "Valentina", "Nicolás", "Camila", "Agustín", "Julieta", "Federico", "Paula", "Tomás",
        "Carla", "Joaquín", "Micaela", "Gonzalo", "Florencia", "Ezequiel", "Rocío", "Leandro", "Antonella", "Matías", "Daniela", "Facundo",
    ];

    private static readonly string[] LastNames =
    [
        "Pérez", "Gómez", "Fernández", "Rodríguez", "López", "Martínez", "Díaz", "Romero", "Sosa", "Álvarez", "Torres", "Ruiz", "Ramírez", "Flores",
        "Benítez", "Acosta", "Medina", "Herrera", "Suárez", "Aguirre", "Giménez", "Gutiérrez", "Pereyra", "Rojas", "Molina", "Castro", "Ortiz", "Núñez",
    ];

    private static readonly string[] Things =
        ["la bicicleta rodado 29", "el casco talle M", "el pedido", "la cadena", "el candado en U", "la luz delantera", "el asiento de niño", "la cubierta", "el inflador", "la factura"];

    private static readonly string[] Asks =
    [
        "Hola, ¿tienen stock de {0}?", "Buenas tardes, quería saber el precio de {0}", "¿Cuándo llega {0}? Lo compré el lunes y todavía no tengo novedades.",
        "Me llegó {0} con una falla, ¿cómo hago el cambio?", "¿Aceptan cuotas para {0}?", "Gracias 🙂", "Sí, perfecto", "Te paso el comprobante de {0}",
        "¿Hacen envíos al interior? Es para {0}", "No me funciona {0}, ya probé lo que me dijeron y sigue igual. ¿Pueden ayudarme hoy?",
    ];

    private static readonly string[] Answers =
    [
        "¡Hola! Sí, nos queda {0}.", "Enseguida lo consulto con el depósito y te confirmo por acá.", "{0} sale mañana por la mañana; te envío el seguimiento.",
        "Disculpa la demora. ¿Me pasas el número de pedido?", "Hasta 6 cuotas sin interés con todas las tarjetas.", "Listo, quedó reservado por 24 horas.",
        "Para {0} te conviene el talle M; puedes pasar y probarlo.", "¡Gracias a ti! Cualquier cosa nos escribes.",
    ];

    private static readonly string[] Notes =
        ["Pide factura A antes de cobrar.", "Derivar a mayorista si confirma.", "Ya reclamó la semana pasada por {0}.", "Cliente frecuente: descuento del 10 %."];

    public string Name() => $"{Pick(FirstNames)} {Pick(LastNames)}";

    public string Ask(int number) => Say(Asks, number);

    public string Answer(int number) => Say(Answers, number);

    public string Note() => Say(Notes, random.Next(10_000));

    private string Say(string[] ways, int number) =>
        string.Format(System.Globalization.CultureInfo.InvariantCulture, Pick(ways), $"{Pick(Things)} (n.º {number})");

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
