using Convos.Data;
using Convos.Web;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace Convos.Tests;

/// <summary>What is sealed on one node opens on another, and nowhere else.</summary>
public sealed class SecretsTests(TestDatabase test) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Another_node_with_the_same_database_opens_what_one_sealed()
    {
        await using var first = Node();
        var secret = first.GetRequiredService<ISecrets>().Seal("clave secreta");

        await using var second = Node();

        Assert.Equal("clave secreta", second.GetRequiredService<ISecrets>().Open(secret));
        Assert.DoesNotContain("clave", secret);
        await using var db = await test.Database.Open();
        Assert.NotEmpty(await db.QueryAsync<string>("select xml from data_protection_keys"));
    }

    [Fact]
    public async Task What_was_sealed_for_another_purpose_does_not_open()
    {
        await using var node = Node();
        var cookie = node.GetRequiredService<IDataProtectionProvider>().CreateProtector("cookie").Protect("x");

        Assert.ThrowsAny<Exception>(() => node.GetRequiredService<ISecrets>().Open(cookie));
    }

    private ServiceProvider Node() => new ServiceCollection().AddLogging().AddSingleton(test.Database).AddSecrets().BuildServiceProvider();
}
