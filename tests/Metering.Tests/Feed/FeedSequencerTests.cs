using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Metering.Feed;

namespace Tollgate.Metering.Tests.Feed;

public sealed class FeedSequencerTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    private static readonly FeedOptions Small = new() { SequenceBatch = 2 };

    [Fact]
    public async Task Positions_have_no_gap_and_no_repeat_whoever_counts_and_whatever_is_rolled_back()
    {
        var tenants = new[] { Given.Tenant(), Given.Tenant() };
        using var done = new CancellationTokenSource();
        var sequencers = Enumerable.Range(0, 3).Select(_ => SequenceUntilAsync(done.Token)).ToArray();
        var writers = Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var i = 0; i < 15; i++)
            {
                await database.Usage().HandleAsync([.. Enumerable.Range(0, 7).Select(n => Given.Usage(tenants[(writer + n) % 2], n))], default);
                await RollBackAsync(tenants[0]);
            }
        });

        await Task.WhenAll(writers);
        await done.CancelAsync();
        await Task.WhenAll(sequencers);
        await SequenceAllAsync();

        var all = await database.ScalarAsync<long>("SELECT count(*) FROM usage_feed");
        Assert.Equal(await database.ScalarAsync<long>("SELECT count(*) FROM usage_entries"), all);
        Assert.Equal(all, await database.ScalarAsync<long>("SELECT max(position) FROM usage_feed"));
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT min(position) FROM usage_feed"));
        Assert.Equal(0L, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM (
                SELECT tenant_position, row_number() OVER (PARTITION BY tenant_id ORDER BY position) AS expected FROM usage_feed) f
            WHERE tenant_position <> expected
            """));
    }

    [Fact]
    public async Task An_entry_that_commits_late_comes_later_and_none_is_passed_over()
    {
        var tenant = Given.Tenant();
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var slow = await connection.BeginTransactionAsync();
        var late = Guid.CreateVersion7();
        await InsertRawAsync(slow, tenant, late);
        var early = Given.Usage(tenant, 1);
        await database.Usage().HandleAsync([early], default);
        await SequenceAllAsync();

        await slow.CommitAsync();
        await SequenceAllAsync();

        var read = await new FeedReader(database.Source).ReadAsync(tenant, 0, 10, default);
        Assert.Equal([early.AttemptId, late], read.Select(entry => entry.Entry.AttemptId));
        Assert.Equal([1L, 2L], read.Select(entry => entry.TenantPosition));
    }

    [Fact]
    public async Task A_correction_is_an_entry_of_its_own()
    {
        var tenant = Given.Tenant();
        var counted = Given.Usage(tenant, 10, rank: UsageRank.Counted);
        await database.Usage().HandleAsync([counted], default);
        await database.Usage().HandleAsync([Given.Usage(tenant, 13, counted.AttemptId)], default);
        await SequenceAllAsync();

        var read = await new FeedReader(database.Source).ReadAsync(tenant, 0, 10, default);

        Assert.Equal([(1, 10L), (2, 3L)], read.Select(entry => (entry.Entry.Revision, entry.Entry.Amounts.CostNanos)));
        Assert.NotEqual(read[0].EventId, read[1].EventId);
    }

    private static FeedSequencer Sequencer(NpgsqlDataSource source) =>
        new(source, new FeedSignal(), Options.Create(Small), TimeProvider.System, NullLogger<FeedSequencer>.Instance);

    private async Task SequenceUntilAsync(CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        while (!stop.IsCancellationRequested)
        {
            if (!await Sequencer(database.Source).SequenceAsync(connection, default))
                await Task.Yield();
        }
    }

    private async Task SequenceAllAsync()
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        while (await Sequencer(database.Source).SequenceAsync(connection, default))
        {
        }
    }

    private async Task RollBackAsync(string tenant)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await InsertRawAsync(transaction, tenant, Guid.CreateVersion7());
        await transaction.RollbackAsync();
    }

    private static async Task InsertRawAsync(NpgsqlTransaction transaction, string tenant, Guid attempt)
    {
        await using var insert = new NpgsqlCommand(
            """
            INSERT INTO usage_entries
            SELECT $1, 1, gen_random_uuid(), gen_random_uuid(), $2, '', '', '', '', 'sim', 'small', 'chat', 1, 4, 1,
                0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 'USD', 'p1', '{}', clock_timestamp(), clock_timestamp()
            """,
            transaction.Connection, transaction);
        insert.Parameters.AddWithValue(attempt);
        insert.Parameters.AddWithValue(tenant);
        await insert.ExecuteNonQueryAsync();
    }
}
