using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tollgate.Metering.Feed;
using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Tests.Feed;

public sealed class FeedStretchesMigrationTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    // A feed of before: what has a position, in runs of two tenants, and what waits for one.
    private const string Before =
        """
        DROP VIEW usage_feed;
        DROP TABLE usage_feed_stretches;
        DROP TRIGGER usage_entries_feed ON usage_entries;
        DROP TABLE usage_feed_pending;
        CREATE TABLE usage_feed (
            position bigint PRIMARY KEY, tenant_id text COLLATE "C" NOT NULL, tenant_position bigint NOT NULL, attempt_id uuid NOT NULL,
            revision integer NOT NULL, UNIQUE (attempt_id, revision));
        CREATE TABLE usage_feed_pending (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, attempt_ids uuid[] NOT NULL, revisions integer[] NOT NULL, tenant_ids text[] NOT NULL);
        INSERT INTO usage_feed
        SELECT position, tenant_id, row_number() OVER (PARTITION BY tenant_id ORDER BY position), gen_random_uuid(), 1
        FROM (SELECT position, CASE WHEN position <= 1200 OR position % 7 = 0 THEN 'a' ELSE 'b' END AS tenant_id
              FROM generate_series(1, 1500) AS position) p;
        CREATE TABLE before AS SELECT position, tenant_id, tenant_position, attempt_id, revision FROM usage_feed;
        INSERT INTO usage_feed_tenants SELECT tenant_id, max(tenant_position) FROM usage_feed GROUP BY tenant_id;
        UPDATE usage_feed_marks SET position = 1500 WHERE name = 'sequenced';
        INSERT INTO usage_feed_pending (attempt_ids, revisions, tenant_ids)
        SELECT array_agg(gen_random_uuid()), array_agg(2), array_agg(CASE WHEN n % 3 = 0 THEN 'c' ELSE 'a' END) FROM generate_series(1, 30) AS n;
        CREATE TABLE waiting AS SELECT unnest(attempt_ids) AS attempt_id, unnest(tenant_ids) AS tenant_id FROM usage_feed_pending;
        """;

    [Fact]
    public async Task What_had_a_position_keeps_it_and_what_waited_for_one_gets_it()
    {
        await database.ExecuteAsync(Before);

        await using (var script = typeof(RecordUsage).Assembly.GetManifestResourceStream("Migrations/0025_StretchFeed.sql")!)
        using (var reader = new StreamReader(script))
            await database.ExecuteAsync(await reader.ReadToEndAsync());

        const string Feed = "SELECT position, tenant_id, tenant_position, attempt_id, revision FROM usage_feed";
        Assert.Equal(0L, await database.ScalarAsync<long>($"SELECT count(*) FROM (({Feed} EXCEPT SELECT * FROM before) UNION ALL (SELECT * FROM before EXCEPT {Feed})) d"));
        // 1,200 of one tenant in parts of at most 500, then short runs.
        Assert.Equal(500, await database.ScalarAsync<int>("SELECT max(length) FROM usage_feed_stretches"));
        Assert.True(await database.ScalarAsync<long>("SELECT count(*) FROM usage_feed_stretches") < 120);

        var sequencer = new FeedSequencer(
            database.Source, new FeedSignal(), Options.Create(new FeedOptions()), TimeProvider.System, NullLogger<FeedSequencer>.Instance);
        await using var connection = await database.Source.OpenConnectionAsync();
        Assert.True(await sequencer.SequenceAsync(connection, default));
        Assert.False(await sequencer.SequenceAsync(connection, default));
        Assert.Equal(30L, await database.ScalarAsync<long>(
            "SELECT count(*) FROM waiting w JOIN usage_feed f USING (attempt_id, tenant_id) WHERE f.position BETWEEN 1501 AND 1530 AND f.revision = 2"));
        Assert.Equal(0L, await database.ScalarAsync<long>(
            """
            SELECT count(*) FROM (
                SELECT tenant_position, row_number() OVER (PARTITION BY tenant_id ORDER BY position) AS expected FROM usage_feed) f
            WHERE tenant_position <> expected
            """));
    }
}
