namespace Tollgate.Inference.Tests.Fakes;

/// <summary>Our books beside the simulator's own.</summary>
internal static class Books
{
    /// <summary>Waits until both are at rest; then they are equal, to the token and the nano-dollar.</summary>
    public static async Task AgreeAsync(World world, SimulatedProvider simulator, int attempts)
    {
        await World.UntilAsync(
            async () => await world.ScalarAsync<long>("SELECT count(*) FROM attempts WHERE state = 1 OR unconfirmed") == 0
                && (await simulator.InvoiceAsync()).Open == 0,
            "books at rest");
        var invoice = await simulator.InvoiceAsync();
        var ours = (
            await world.ScalarAsync<long>("SELECT coalesce(sum(input + cached_input + cache_write_5m + cache_write_1h), 0)::bigint FROM attempts WHERE state = 2"),
            await world.ScalarAsync<long>("SELECT coalesce(sum(output + reasoning), 0)::bigint FROM attempts WHERE state = 2"),
            await world.ScalarAsync<long>("SELECT coalesce(sum(cost_nanos), 0)::bigint FROM attempts WHERE state = 2"));
        Assert.Equal((invoice.Input, invoice.Output, invoice.CostNanos), ours);

        // What the ledger will make of the events: the best-known amount of each attempt.
        var best = (await world.EventsAsync()).GroupBy(metered => metered.AttemptId).Select(group => group.MaxBy(metered => metered.Rank)!).ToArray();
        Assert.Equal((attempts, invoice.CostNanos), (best.Length, best.Sum(metered => metered.CostNanos)));
    }

    /// <summary>Waits until both are at rest about one attempt; then they are equal.</summary>
    public static async Task AgreeAsync(World world, SimulatedProvider simulator, string attemptId)
    {
        await World.UntilAsync(
            async () => await world.ScalarAsync<bool>($"SELECT state = 2 AND NOT unconfirmed FROM attempts WHERE attempt_id = '{attemptId}'")
                && await simulator.FindAsync(attemptId) is not null,
            $"books at rest about {attemptId}");
        var theirs = (await simulator.FindAsync(attemptId))!;
        var ours = (
            await world.ScalarAsync<long>($"SELECT input + cached_input + cache_write_5m + cache_write_1h FROM attempts WHERE attempt_id = '{attemptId}'"),
            await world.ScalarAsync<long>($"SELECT output + reasoning FROM attempts WHERE attempt_id = '{attemptId}'"),
            await world.ScalarAsync<long>($"SELECT cost_nanos FROM attempts WHERE attempt_id = '{attemptId}'"));
        Assert.Equal((theirs.Input, theirs.Output, theirs.CostNanos), ours);

        var metered = (await world.EventsAsync()).Where(metered => metered.AttemptId == Guid.Parse(attemptId)).MaxBy(metered => metered.Rank)!;
        Assert.Equal(theirs.CostNanos, metered.CostNanos);
    }
}
