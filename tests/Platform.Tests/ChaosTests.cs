using Tollgate.Cli.Chaos;
using Tollgate.Cli.Workloads;
using Xunit.Abstractions;

namespace Tollgate.Platform.Tests;

/// <summary>Twenty processes are killed at random under load, the servers among them, while every message comes twice and out of order.</summary>
[Collection(PlatformCollection.Name)]
public sealed class ChaosTests(PlatformFixture fixture, ITestOutputHelper output)
{
    // Longer than the run's own patience for what does not come back: its error names it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Whatever_is_killed_usage_is_what_the_provider_billed()
    {
        var options = new ChaosOptions { Kills = 20, Seed = 20, Duration = TimeSpan.FromSeconds(60), Rate = 6 };

        var result = await fixture.Chaos(options).RunAsync(fixture.Day, fixture.Keys, new WorkTally(), kill => output.WriteLine(kill.ToString()), default).WaitAsync(Patience);

        output.WriteLine($"answered after {result.Answered}, recovered after {result.Recovered}, audited after {result.Audited}");
        Assert.True(result.Audit.Balanced, string.Join('\n', result.Audit.Findings));
        Assert.Equal((0, 0), (result.Audit.DifferenceTokens, result.Audit.DifferenceNanos));
        Assert.Equal(result.Audit.ProviderRecords, result.Audit.UsageRecords);
        Assert.Equal(20, result.Kills.Count);
        Assert.Superset(
            new HashSet<string>(["inference", "metering", "billing", "messaging", "postgres"]), result.Kills.Select(kill => kill.Resource).ToHashSet());
        Assert.Equal((options.Rate * 60, 0), (result.Work.Answered, result.Work.Failed));
        Assert.Empty(result.SetAside);
        Assert.NotEqual(0, result.Repeated);
    }
}
