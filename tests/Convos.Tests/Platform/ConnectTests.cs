using System.Diagnostics;
using Convos.Data;

namespace Convos.Tests;

/// <summary>A real number is connected from the command line; its secrets are nowhere in clear.</summary>
public sealed class ConnectTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Connecting_stores_the_channel_with_its_secrets_sealed()
    {
        var said = await Connect("my-number", "Ventas\n106540352242922\n+1 555 078 3881\n0123456789abcdef0123456789abcdef\nthe-verify-token\nthe-access-token\n");

        await using var db = await test.Database.Open();
        var channel = await Channels.ByName(db, "my-number");
        Assert.Contains("/webhooks/whatsapp/my-number", said, StringComparison.Ordinal);
        Assert.Equal(("106540352242922", "whatsapp"), (channel!.AccountId, channel.Kind));
        Assert.DoesNotContain("0123456789abcdef", channel.AppSecret, StringComparison.Ordinal);
        Assert.DoesNotContain("the-", channel.AppSecret + channel.VerifyToken + channel.AccessToken, StringComparison.Ordinal);
        Assert.Contains("already a channel of that name", await Connect("my-number", "Ventas\n106540352242923\n+1\n0123456789abcdef0123456789abcdef\nb\nc\n"), StringComparison.Ordinal);
        Assert.Contains("already connected", await Connect("my-other", "Ventas\n106540352242922\n+1\n0123456789abcdef0123456789abcdef\nb\nc\n"), StringComparison.Ordinal);
        Assert.Contains("32 characters", await Connect("my-other", "Ventas\n106540352242923\n+1\nshort\nb\nc\n"), StringComparison.Ordinal);
    }

    private async Task<string> Connect(string name, string answers)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [RunningApp.Program, "--environment", "Production", "--connect", name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Repository.Root, "Convos.Web"),
            Environment = { ["ConnectionStrings__Convos"] = test.ConnectionString },
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(answers);
        process.StandardInput.Close();
        var said = process.StandardOutput.ReadToEndAsync();
        var complained = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return await said + await complained;
    }
}
