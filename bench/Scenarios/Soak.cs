namespace Convos.Bench;

internal static class Soak
{
    public static Task Run(Stage stage, Report report) => throw new NotSupportedException($"{stage}{report}");
}
