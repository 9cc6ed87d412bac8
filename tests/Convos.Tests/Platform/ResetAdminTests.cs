using System.Diagnostics;
using System.Text.RegularExpressions;
using Convos.Data;
using Convos.Web;
using Dapper;

namespace Convos.Tests;

/// <summary>Whoever owns the machine gets an administrator back in.</summary>
public sealed partial class ResetAdminTests(TestDatabase test) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        await using var db = await test.Database.Open();
        await db.ExecuteAsync("update operators set role = 'operator'");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task The_only_administrator_is_enabled_unlocked_and_given_a_link_even_if_disabled()
    {
        var admin = await Make.Operator(test.Database, Role.Admin, online: false);
        await using var db = await test.Database.Open();
        await db.ExecuteAsync("update operators set disabled_at = created_at, locked_until = created_at + interval '100 years' where id = @Id", new { admin.Id });

        var (code, said) = await Run("--reset-admin", "--environment", "Production");

        Assert.Equal(0, code);
        var token = Link().Match(said).Groups[1].Value;
        Assert.Equal(LinkState.Good, (await OneTimeLinks.Open(db, LinkToken.Hash(token), LinkPurpose.Reset, DateTime.UtcNow)).State);
        Assert.Equal((null, null), await db.QuerySingleAsync<(DateTime?, DateTime?)>("select disabled_at, locked_until from operators where id = @Id", new { admin.Id }));
        Assert.Equal(["enabled", "invited"], await db.QueryAsync<string>("select action from audit where subject_id = @Id and actor_id is null order by id", new { admin.Id }));
    }

    [Fact]
    public async Task Of_several_the_address_says_which_and_without_one_all_are_named()
    {
        var (one, other) = (await Make.Operator(test.Database, Role.Admin), await Make.Operator(test.Database, Role.Admin));
        await using var db = await test.Database.Open();
        var email = await db.QuerySingleAsync<string>("select email from operators where id = @Id", new { other.Id });

        var unsaid = await Run("--reset-admin");
        var said = await Run("--reset-admin", email.ToUpperInvariant());
        var unknown = await Run("--reset-admin", "nobody@convos.test");

        Assert.Equal((1, 0, 1), (unsaid.Code, said.Code, unknown.Code));
        Assert.Contains(email, unsaid.Said, StringComparison.Ordinal);
        Assert.Contains($"<{email}>", said.Said, StringComparison.Ordinal);
        Assert.Contains("No administrator has the address nobody@convos.test.", unknown.Said, StringComparison.Ordinal);
        Assert.Equal(0, await db.QuerySingleAsync<int>("select count(*)::int from one_time_links where operator_id = @Id", new { one.Id }));
    }

    [Theory]
    [InlineData("--reset-admin", "", "")]
    [InlineData("--urls x --reset-admin a@b.c --environment Production", "a@b.c", "--urls x --environment Production")]
    [InlineData("--reset-admin --environment Production", "", "--environment Production")]
    [InlineData("--environment Production", null, "--environment Production")]
    public void The_option_is_taken_out_of_the_arguments(string given, string? email, string left)
    {
        var args = given.Split(' ');

        Assert.Equal(email, ResetAdmin.AskedIn(ref args));
        Assert.Equal(left, string.Join(' ', args));
    }

    private async Task<(int Code, string Said)> Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [RunningApp.Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Repository.Root, "Convos.Web"),
            Environment = { ["ConnectionStrings__Convos"] = test.ConnectionString, ["Demo__Enabled"] = "false" },
        };
        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }

    [GeneratedRegex(@"/reset/(\S+)")]
    private static partial Regex Link();
}
