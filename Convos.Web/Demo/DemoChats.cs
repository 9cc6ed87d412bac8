using Convos.Data;

namespace Convos.Web;

/// <summary>A turn of a demo chat: the customer's, the operator's, or a note among colleagues.</summary>
public sealed record DemoTurn(DemoTurn.Side By, MessageKind Kind, string Text)
{
    public enum Side { Customer, Operator, Note }
}

/// <summary>The scripts of <c>chats.md</c>, by inbox, and the people who play in them.</summary>
public static class DemoChats
{
    public static readonly IReadOnlyList<string> Names =
    [
        "María Pérez", "Juan Gómez", "Lucía Fernández", "Martín Rodríguez", "Sofía López", "Diego Martínez", "Valentina Díaz", "Nicolás Romero",
        "Camila Sosa", "Agustín Álvarez", "Julieta Torres", "Federico Ruiz", "Paula Ramírez", "Tomás Flores", "Carla Benítez", "Joaquín Acosta",
        "Micaela Medina", "Gonzalo Herrera", "Florencia Suárez", "Ezequiel Aguirre", "Rocío Giménez", "Leandro Gutiérrez", "Antonella Pereyra",
        "Matías Rojas", "Daniela Molina", "Facundo Castro", "Victoria Ortiz", "Santiago Silva", "Natalia Núñez", "Emiliano Luna", "Andrea Juárez",
        "Ignacio Cabrera", "Gabriela Ríos", "Hernán Morales", "Milagros Vega", "Sebastián Godoy", "Silvina Moreno", "Ramiro Ferreyra",
        "Lorena Domínguez", "Bautista Carrizo",
    ];

    public static string Phone(int person) => $"+54911555501{person:D2}";

    public static ILookup<string, IReadOnlyList<DemoTurn>> Load()
    {
        using var stream = typeof(DemoChats).Assembly.GetManifestResourceStream("demo/chats.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split("# ", StringSplitOptions.RemoveEmptyEntries)
            .Select(chat => chat.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .ToLookup(lines => lines[0], lines => (IReadOnlyList<DemoTurn>)[.. lines.Skip(1).Select(Turn)]);
    }

    private static DemoTurn Turn(string line) => line[0] switch
    {
        '>' => new(DemoTurn.Side.Customer, MessageKind.Text, line[2..]),
        '<' => new(DemoTurn.Side.Operator, MessageKind.Text, line[2..]),
        '=' => new(DemoTurn.Side.Note, MessageKind.Note, line[2..]),
        _ => new(DemoTurn.Side.Customer, Kind(line[1..line.IndexOf(']', StringComparison.Ordinal)]), line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..].Trim()),
    };

    private static MessageKind Kind(string name) => name switch
    {
        "imagen" => MessageKind.Image,
        "voz" => MessageKind.Voice,
        "video" => MessageKind.Video,
        "ubicación" => MessageKind.Location,
        _ => throw new InvalidOperationException($"A demo chat has a kind {name}."),
    };
}
