using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Tests.Persistence;

public sealed class PartitionWorkerTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task Replicas_make_each_days_partition_once_and_rows_find_theirs()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var workers = Enumerable.Range(0, 3).Select(_ => new PartitionWorker(
            database.Source, clock, Options.Create(new PartitionOptions { DaysAhead = 2 }), NullLogger<PartitionWorker>.Instance)).ToArray();

        await Task.WhenAll(workers.Select(worker => worker.EnsureAsync(default)));
        var tenant = Given.Tenant();
        await database.Usage().HandleAsync([Given.Usage(tenant, 5)], default);
        clock.Advance(TimeSpan.FromDays(1));
        await workers[0].EnsureAsync(default);

        Assert.Equal(4L + 1, await database.ScalarAsync<long>("SELECT count(*) FROM pg_inherits WHERE inhparent = 'usage_entries'::regclass"));
        Assert.Equal(
            new DayPartition(DateOnly.FromDateTime(DateTime.UtcNow)).NameIn("usage_entries"),
            await database.ScalarAsync<string>("SELECT tableoid::regclass::text FROM usage_entries WHERE tenant_id = $1", tenant));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM holds_default"));
    }

    [Fact]
    public void A_days_ids_lie_in_its_range()
    {
        var day = new DayPartition(new DateOnly(2026, 11, 24));
        var first = Guid.CreateVersion7(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));
        var last = Guid.CreateVersion7(new DateTimeOffset(2026, 11, 24, 23, 59, 59, 999, TimeSpan.Zero));

        Assert.True(day.From <= first && last < day.To);
        Assert.True(Guid.CreateVersion7(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero)) >= day.To);
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 23, 59, 59, 999, TimeSpan.Zero), AttemptFacts.TimeOf(last));
    }
}
