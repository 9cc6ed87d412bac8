using System.Reflection;
using Convos.Data;
using Convos.Web;
using Convos.Workers;
using NetArchTest.Rules;

namespace Convos.Tests;

/// <summary>References run Web → Workers → Data.</summary>
public sealed class LayersTests
{
    private static readonly Assembly Data = typeof(Database).Assembly;
    private static readonly Assembly Workers = typeof(IJob).Assembly;
    private static readonly Assembly Web = typeof(App).Assembly;

    [Fact]
    public void Data_knows_no_http_no_html_and_no_Hangfire() =>
        Knows(Data, nothingOf: ["Microsoft.AspNetCore", "Hangfire", "Convos.Workers", "Convos.Web"]);

    [Fact]
    public void Workers_know_no_request_and_no_page() =>
        Knows(Workers, nothingOf: ["Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Mvc", "Microsoft.AspNetCore.Razor", "Dapper", "Convos.Web"]);

    [Fact]
    public void Web_knows_no_sql() => Knows(Web, nothingOf: ["Dapper", "Hangfire.PostgreSql"]);

    [Fact]
    public void Every_class_is_sealed_static_or_meant_to_be_inherited()
    {
        var open = new[] { Data, Workers, Web }.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false } && type.Namespace?.StartsWith("Convos", StringComparison.Ordinal) == true)
            .Where(type => !type.FullName!.Contains('<') && type.Assembly.GetTypes().All(other => other.BaseType != type));

        Assert.Empty(open.Select(type => type.FullName));
    }

    private static void Knows(Assembly assembly, string[] nothingOf)
    {
        var result = Types.InAssembly(assembly).ShouldNot().HaveDependencyOnAny(nothingOf).GetResult();

        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }
}
