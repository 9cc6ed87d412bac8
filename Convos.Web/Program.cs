using Convos.Web;

try
{
    var reset = ResetAdmin.AskedIn(ref args);
    var builder = WebApplication.CreateBuilder(args);
    builder.UseDefaultAddress();
    await using var postgres = await builder.AddDatabase();
    builder.AddConvos();

    var app = builder.Build();
    if (await app.ConnectIfAsked() || await app.ResetAdminIfAsked(reset))
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
