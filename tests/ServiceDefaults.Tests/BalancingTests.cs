using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Audit.V1;

namespace Tollgate.ServiceDefaults.Tests;

public sealed class BalancingTests
{
    [Fact]
    public async Task Replicas_share_calls_one_by_one()
    {
        await using var first = await EchoHost.StartAsync();
        await using var second = await EchoHost.StartAsync();
        await using var provider = EchoHost.Client(first, second);
        var client = provider.GetRequiredService<AuditService.AuditServiceClient>();

        // Until both are connected the balancer has one to choose from.
        for (var i = 0; i < 2000 && (first.Calls.Count == 0 || second.Calls.Count == 0); i++)
            await client.DigestAsync(new DigestRequest());
        var (before1, before2) = (first.Calls.Count, second.Calls.Count);
        for (var i = 0; i < 40; i++)
            await client.DigestAsync(new DigestRequest());

        Assert.InRange(first.Calls.Count - before1, 10, 30);
        Assert.InRange(second.Calls.Count - before2, 10, 30);
    }

    [Fact]
    public async Task Calls_go_on_when_a_replica_dies_and_at_most_the_one_that_finds_out_has_to_be_repeated()
    {
        var first = await EchoHost.StartAsync();
        await using var second = await EchoHost.StartAsync();
        await using var provider = EchoHost.Client(first, second);
        var client = provider.GetRequiredService<AuditService.AuditServiceClient>();
        for (var i = 0; i < 2000 && (first.Calls.Count == 0 || second.Calls.Count == 0); i++)
            await client.DigestAsync(new DigestRequest());

        await first.DisposeAsync();
        var (before, failed) = (second.Calls.Count, 0);
        for (var i = 0; i < 20; i++)
        {
            try
            {
                await client.DigestAsync(new DigestRequest());
            }
            catch (RpcException error) when (error.StatusCode is StatusCode.Unavailable)
            {
                // Written to a connection whose other end was just gone: nobody can know whether it arrived, so it is not repeated unasked.
                failed++;
            }
        }

        Assert.InRange(failed, 0, 1);
        Assert.Equal(20, second.Calls.Count - before + failed);
    }
}
