using System.Text.RegularExpressions;
using Tollgate.Testing;

namespace Tollgate.AppHost.Tests.Model;

/// <summary>
/// The same <c>Program.cs</c> is compiled against Aspire, so the engine must have Aspire's names, parameter order and types, and
/// <c>Program.cs</c> must use nothing else of the engine.
/// </summary>
public sealed partial class ApiSurfaceTests
{
    // What Aspire's documentation has for an app host, and the few members of .NET that the description needs besides.
    private static readonly string[] ForAppHosts =
    [
        "CreateBuilder", "Build", "Run", "Configuration", "AppHostDirectory", "Environment", "EnvironmentName", "ExecutionContext",
        "AddParameter", "AddPostgres", "AddDatabase", "AddRabbitMQ", "WithManagementPlugin", "AddQdrant", "WithDataVolume", "AddProject",
        "AddExecutable", "WithReference", "WaitFor", "WaitForStart", "WaitForCompletion", "WithEnvironment", "WithHttpEndpoint", "WithEndpoint",
        "WithExternalHttpEndpoints", "GetEndpoint", "WithReplicas", "WithHttpHealthCheck", "WithArgs", "WithParentRelationship",
        "TryParse", "Combine", "GetFullPath",
    ];

    [Fact]
    public void The_engine_has_exactly_the_members_of_Aspire_that_were_written_down()
    {
        var golden = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Model", "ApiSurface.golden.txt")).Where(line => line.Length > 0 && line[0] != '#');
        Assert.Equal(golden.Order(StringComparer.Ordinal), ApiListing.Of(typeof(DistributedApplication).Assembly));
    }

    [Fact]
    public void The_description_of_the_platform_uses_only_those_members()
    {
        var program = File.ReadAllText(RepositoryRoot.Combine("AppHost/Program.cs"));
        var code = Projects().Replace(Literal().Replace(Comment().Replace(program, ""), "\"\""), "Project");
        var used = Use().Matches(code).Select(use => use.Groups[1].Value).Distinct().ToList();

        Assert.Contains("WithReference", used);
        Assert.Empty(used.Except(ForAppHosts));
        Assert.DoesNotContain("using ", code, StringComparison.Ordinal);
        Assert.DoesNotContain("Tollgate.", code, StringComparison.Ordinal);
    }

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"Projects\.\w+")]
    private static partial Regex Projects();

    [GeneratedRegex(@"\.(\w+)")]
    private static partial Regex Use();
}
