namespace Convos.Bench;

/// <summary>What was asked for on the command line.</summary>
public sealed record Options(string Scenario, Scale Scale, bool Keep, string? Json, double Minutes, double Seconds, string? App)
{
    public const string Usage =
        """
        dotnet run -c Release --project bench -- <scenario|all|list|soak|hidden> [--scale small|medium|large|huge] [--keep] [--json FILE]

          --scale    how large the desk is (medium)
          --keep     keep the generated desk, and start from it next time
          --json     write the figures to this file too
          --minutes  how long a soak lasts, or a page stays hidden (2)
          --seconds  how long each stretch of load is measured (4); its warm-up is half of that
          --app      a folder with a published Convos, instead of publishing this checkout
        """;

    /// <summary>Null where it makes no sense.</summary>
    public static Options? Parse(string[] args)
    {
        var options = new Options("", Scale.Medium, Keep: false, Json: null, Minutes: 2, Seconds: 4, App: null);
        for (var at = 0; at < args.Length; at++)
        {
            var value = at + 1 < args.Length ? args[at + 1] : "";
            Options? next = args[at] switch
            {
                "--keep" => options with { Keep = true },
                "--scale" => Scale.Named(value) is { } scale ? options with { Scale = scale } : null,
                "--json" when value.Length > 0 => options with { Json = value },
                "--app" when Directory.Exists(value) => options with { App = value },
                "--minutes" => Positive(value) is { } minutes ? options with { Minutes = minutes } : null,
                "--seconds" => Positive(value) is { } seconds ? options with { Seconds = seconds } : null,
                var name when options.Scenario.Length == 0 && !name.StartsWith('-') => options with { Scenario = name },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
            at += args[at] is "--scale" or "--json" or "--app" or "--minutes" or "--seconds" ? 1 : 0;
        }

        return options.Scenario.Length > 0 ? options : null;
    }

    private static double? Positive(string value) =>
        double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
