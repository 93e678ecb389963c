using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Inference.Tests.Fakes;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Inference.Tests.Audit;

public sealed class DigestTests
{
    [Fact]
    public async Task The_book_is_the_sum_of_settled_attempts_and_says_what_is_pending()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica(settings => settings["Recovery:Interval"] = "00:01:00");
        var attempts = new[] { await RunAsync("acme"), await RunAsync("acme"), await RunAsync("other") };
        world.Metering.Decide = _ => new() { Refused = new() { BudgetId = "b" } };
        await World.FailAsync(replica, World.Request());

        var all = await DigestAsync(new DigestRequest());
        var acme = await DigestAsync(new DigestRequest { TenantId = "acme" });
        var later = await DigestAsync(new DigestRequest { StartTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddMinutes(1)) });

        Assert.Equal(("inference", "inference.attempts", "USD"), (all.Service, all.Books[0].Name, all.Books[0].Currency));
        Assert.Equal((3, 30, 3 * 7_200), (all.Books[0].Records, all.Books[0].Usage.Input, all.Books[0].CostNanos));
        var expected = new BookDigest();
        foreach (var attempt in attempts)
            expected.Add(Guid.Parse(attempt.AttemptId), attempt.Usage.ToUsage().ToCounts(), attempt.Cost.Nanos);
        Assert.Equal(expected.ToString(), all.Books[0].Digest);
        Assert.Equal((2, 0), (acme.Books[0].Records, later.Books[0].Records));
        Assert.Equal((0, 0), (all.Pending["open_intents"], all.Pending["unconfirmed_usage"]));
        Assert.Equal(3, all.Pending["outbox"]);

        async Task<Contracts.Common.V1.Attempt> RunAsync(string tenant)
        {
            var request = World.Request();
            request.Caller.TenantId = tenant;
            return World.AttemptsOf(await World.RunAsync(replica, request)).Single();
        }

        async Task<DigestResponse> DigestAsync(DigestRequest request) => await replica.Audit.DigestAsync(request, replica.Signed());
    }

    [Fact]
    public async Task An_intent_is_pending_until_it_is_resolved()
    {
        await using var world = await World.CreateAsync();
        await world.ReadyAsync();
        await world.OrphansAsync(2);
        world.Provider.Report = _ => new { state = "in_progress" };
        var replica = world.Replica();

        Assert.Equal(2, (await replica.Audit.DigestAsync(new DigestRequest(), replica.Signed())).Pending["open_intents"]);
        world.Provider.Report = _ => World.Finished(input: 1, output: 1);
        await World.UntilAsync(
            async () => (await replica.Audit.DigestAsync(new DigestRequest(), replica.Signed())).Pending["open_intents"] == 0, "rest");
    }

    [Fact]
    public async Task A_sealed_day_adds_up_to_its_attempts_until_one_of_them_changes()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica();
        await World.RunAsync(replica, World.Request());
        await World.RunAsync(replica, World.Request());
        await ExecuteAsync("UPDATE attempts SET start_time = start_time - interval '3 days'");
        var day = DateOnly.FromDateTime(await world.ScalarAsync<DateTime>("SELECT min(start_time AT TIME ZONE 'UTC') FROM attempts"));
        var seals = replica.Services.GetRequiredService<SealDays>();
        var read = await DigestAsync();

        // The replica's own worker may be at it, or have done it.
        await World.UntilAsync(
            async () => await seals.TrySealAsync(day, default) || await world.ScalarAsync<long>("SELECT count(*) FROM audit.sealed_days") == 1, "the seal");
        Assert.Equal((2, read.Books), (read.Books[0].Records, (await DigestAsync()).Books));

        // Behind the seal only a full audit finds it.
        await ExecuteAsync("SET session_replication_role = replica; UPDATE attempts SET cost_nanos = cost_nanos + 1; RESET session_replication_role");
        Assert.Equal(read.Books, (await DigestAsync()).Books);
        var full = await DigestAsync(full: true);
        Assert.Equal((read.Books[0].CostNanos + 2, 1L), (full.Books[0].CostNanos, full.Pending["unsound_seals"]));
        Assert.Equal(("inference.attempts", "sealed day"), (full.Differences[0].Book, full.Differences[0].Row));

        // A late settlement breaks it.
        await ExecuteAsync("UPDATE attempts SET cost_nanos = cost_nanos - 1");
        Assert.Equal(0, await world.ScalarAsync<long>("SELECT count(*) FROM audit.sealed_days"));
        Assert.Equal(read.Books, (await DigestAsync()).Books);

        async Task<DigestResponse> DigestAsync(bool full = false) => await replica.Audit.DigestAsync(new DigestRequest { Full = full }, replica.Signed());

        async Task ExecuteAsync(string sql)
        {
            await using var command = replica.Database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task An_inverted_range_is_refused()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica();
        var request = new DigestRequest { StartTime = new Timestamp { Seconds = 10 }, EndTime = new Timestamp { Seconds = 5 } };

        var error = await Assert.ThrowsAsync<RpcException>(async () => await replica.Audit.DigestAsync(request, replica.Signed()));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }
}
