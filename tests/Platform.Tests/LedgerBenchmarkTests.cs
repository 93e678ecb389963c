using Tollgate.Bench.Ledger;

namespace Tollgate.Platform.Tests;

/// <summary>The benchmark of large ledgers, on a small one: what it generates is a ledger that the platform itself believes.</summary>
[Collection(Alone)]
public sealed class LedgerBenchmarkTests
{
    private const string Alone = "ledger benchmark";

    [Fact]
    public async Task A_generated_ledger_balances_and_its_statements_are_what_was_generated()
    {
        var figures = await new LedgerBenchmark(events: 5000, days: 30, tenants: 5, unsealed: true, _ => { }).RunAsync(default);

        Assert.True(figures.Balanced);
        Assert.True(figures.StatementsAgree);
        Assert.True(figures.MonthStatementRecords > 1500);
        Assert.InRange(figures.SealedDays, 29, 30);
        Assert.Contains(figures.Storage, table => table.Table == "meteringdb.usage_entries");
        Assert.Contains(figures.Storage, table => table.Table == "billingdb.rated_lines");
        Assert.Contains(figures.Storage, table => table.Table == "inferencedb.attempts");
    }

    /// <summary>A second platform beside another makes both slow.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneCollection;
}
