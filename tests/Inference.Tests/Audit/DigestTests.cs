using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
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
    public async Task An_inverted_range_is_refused()
    {
        await using var world = await World.CreateAsync();
        var replica = world.Replica();
        var request = new DigestRequest { StartTime = new Timestamp { Seconds = 10 }, EndTime = new Timestamp { Seconds = 5 } };

        var error = await Assert.ThrowsAsync<RpcException>(async () => await replica.Audit.DigestAsync(request, replica.Signed()));

        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }
}
