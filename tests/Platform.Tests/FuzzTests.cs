using Tollgate.Cli.Fuzz;

namespace Tollgate.Platform.Tests;

/// <summary>What <c>./tollgate fuzz</c> does, with fewer requests, and none that an operator could make: the other tests need the platform too.</summary>
[Collection(PlatformCollection.Name)]
public sealed class FuzzTests(PlatformFixture fixture)
{
    [Fact]
    public async Task No_malformed_request_brings_about_an_internal_error_a_crash_a_leak_or_a_wrong_book()
    {
        var caller = await BudgetedCaller.CreateAsync(fixture, "fuzzer");
        var options = new FuzzOptions { Requests = 4000, Seed = 4, Operators = false };

        var result = await new FuzzRun(() => fixture.Host, fixture.Platform, fixture.Provider, options).RunAsync(caller.Secret, _ => { }, default);

        Assert.Empty(result.Findings);
        Assert.True(result.Audit.Balanced);
        Assert.Equal(options.Requests, result.Tally.Requests);
        Assert.Superset(
            new HashSet<string>(["http 200", "http 400", "http 401", "http 404", "grpc OK", "grpc InvalidArgument", "grpc Unauthenticated", "raw 400"]),
            result.Tally.Answers.Keys.ToHashSet());
    }
}
