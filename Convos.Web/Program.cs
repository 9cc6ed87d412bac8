using Convos.Web;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.UseDefaultAddress();
    await using var postgres = await builder.AddDatabase();
    builder.AddConvos();

    var app = builder.Build();
    if (await app.ConnectIfAsked())
    {
        return 0;
    }

    await app.Prepare();
    app.UseConvos();
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (Addresses.Sentence(failure) is { } sentence)
{
    await Console.Error.WriteLineAsync(sentence);
    return 1;
}
