using System.Diagnostics;
using Tollgate.Testing;

namespace Tollgate.Metering.Tests.Feed;

/// <summary>Real processes on one database, killed while they count.</summary>
public sealed class FeedCrashTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    private const int Kills = 4;
    private const int Batches = 60;

    [Fact]
    public async Task Killing_the_replica_that_counts_leaves_no_gap_and_no_repeat()
    {
        var broker = await TestRabbitMq.CreateVirtualHostAsync();
        var replicas = new Dictionary<string, Process>();
        try
        {
            var tenant = Given.Tenant();
            var started = 0;
            Start(replicas, $"feed-{started++}", broker);
            Start(replicas, $"feed-{started++}", broker);
            var killed = 0;
            for (var batch = 0; batch < Batches; batch++)
            {
                await database.Usage().HandleAsync([.. Enumerable.Range(0, 50).Select(n => Given.Usage(tenant, n))], default);
                if (batch % (Batches / Kills) != Batches / Kills / 2)
                    continue;

                // The one that has the lock, in the middle of its work.
                var holder = await HolderAsync();
                replicas[holder].Kill();
                await replicas[holder].WaitForExitAsync();
                killed++;
                Start(replicas, $"feed-{started++}", broker);
            }

            await FeedHost.UntilAsync(async () => await database.ScalarAsync<long>("SELECT count(*) FROM usage_feed_pending") == 0);

            Assert.Equal(Kills, killed);
            Assert.Equal(Batches * 50L, await database.ScalarAsync<long>("SELECT count(*) FROM usage_feed"));
            Assert.Equal(Batches * 50L, await database.ScalarAsync<long>("SELECT count(DISTINCT (attempt_id, revision)) FROM usage_feed"));
            Assert.Equal((1L, Batches * 50L), (
                await database.ScalarAsync<long>("SELECT min(position) FROM usage_feed"), await database.ScalarAsync<long>("SELECT max(position) FROM usage_feed")));
        }
        finally
        {
            foreach (var replica in replicas.Values)
            {
                if (!replica.HasExited)
                    replica.Kill();
                await replica.WaitForExitAsync();
                replica.Dispose();
            }
        }
    }

    private void Start(Dictionary<string, Process> replicas, string name, string broker)
    {
        var program = RepositoryRoot.Combine(Path.Combine("artifacts", "bin", "Metering", Configuration(), "Tollgate.Metering.dll"));
        var start = new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = Path.GetDirectoryName(program)!,
            Environment =
            {
                ["OTEL_SERVICE_NAME"] = name,
                ["ConnectionStrings__meteringdb"] = database.ConnectionString,
                ["ConnectionStrings__messaging"] = broker,
                ["ServiceIdentity__SigningKey"] = "a-signing-key-for-tests-only-0123456789",
                ["Logging__LogLevel__Default"] = "Error",
            },
        };
        replicas.Add(name, Process.Start(start)!);
    }

    private async Task<string> HolderAsync()
    {
        var holder = "";
        await FeedHost.UntilAsync(async () =>
        {
            await using var query = database.Source.CreateCommand(
                """
                SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
                WHERE l.locktype = 'advisory' AND l.classid = $1::oid AND l.objid = 1 AND l.granted AND a.datname = current_database()
                """);
            query.Parameters.AddWithValue(0xFEEDL);
            holder = await query.ExecuteScalarAsync() as string ?? "";
            return holder.Length > 0;
        });
        return holder;
    }

    // The configuration that this test was built in: artifacts/bin/Metering.Tests/release.
    private static string Configuration() => Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
}
