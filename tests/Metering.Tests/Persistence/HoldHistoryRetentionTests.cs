using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Tests.Persistence;

public sealed class HoldHistoryRetentionTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task Only_days_of_the_hold_history_that_are_kept_no_longer_are_dropped()
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2031, 5, 10, 12, 0, 0, TimeSpan.Zero));
        var worker = new PartitionWorker(
            database.Source, clock, Options.Create(new PartitionOptions { DaysAhead = 3, HoldHistoryDays = 2 }), NullLogger<PartitionWorker>.Instance);
        await worker.EnsureAsync(default);

        clock.Advance(TimeSpan.FromDays(3));
        await Task.WhenAll(worker.DropAsync(default), worker.DropAsync(default));

        Assert.Equal("hold_history_20310511,hold_history_20310512,hold_history_20310513", await DaysAsync("hold_history"));
        Assert.Equal("holds_20310510,holds_20310511,holds_20310512,holds_20310513", await DaysAsync("holds"));
        Assert.True(await database.ScalarAsync<bool>("SELECT to_regclass('hold_history_default') IS NOT NULL"));
    }

    private Task<string> DaysAsync(string table) => database.ScalarAsync<string>(
        "SELECT string_agg(c.relname, ',' ORDER BY c.relname) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid " +
        $"WHERE i.inhparent = '{table}'::regclass AND c.relname LIKE '{table}_2031%'");
}
