using Convos.Bench;

if (args is [BareServer.Verb, var script, var bytes])
{
    await BareServer.Serve(script, int.Parse(bytes, System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

return await Runner.Run(args, Console.Out);
