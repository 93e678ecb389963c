using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Audit.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.ServiceDefaults.Tests;

public sealed class ErrorsTests
{
    [Fact]
    public async Task An_error_crosses_the_wire_with_reason_quota_and_retry_time()
    {
        await using var host = await EchoHost.StartAsync();
        await using var client = EchoHost.Client(host);

        var rpc = await CallAsync(client, "throw-known");
        var error = TollgateException.FromRpc(rpc);

        Assert.Equal(StatusCode.ResourceExhausted, rpc.StatusCode);
        Assert.Equal((ErrorKind.ResourceExhausted, Reasons.BudgetExceeded), (error.Kind, error.Reason));
        Assert.Equal(TimeSpan.FromSeconds(3), error.RetryAfter);
        Assert.Equal("budget:b1", Assert.Single(error.Quotas).Subject);
    }

    [Fact]
    public async Task What_is_not_meant_for_the_caller_stays_inside()
    {
        await using var host = await EchoHost.StartAsync();
        await using var client = EchoHost.Client(host);

        var rpc = await CallAsync(client, "throw-unknown");

        Assert.Equal(StatusCode.Internal, rpc.StatusCode);
        Assert.DoesNotContain("secret detail", rpc.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_that_is_none_is_refused_by_name_before_anybody_reads_it()
    {
        await using var host = await EchoHost.StartAsync();
        await using var client = EchoHost.Client(host);
        var request = new DigestRequest
        {
            StartTime = new Timestamp { Seconds = long.MaxValue },
            EndTime = new Timestamp { Seconds = 0, Nanos = 1_000_000_000 },
        };

        var rpc = await Assert.ThrowsAsync<RpcException>(() => client.GetRequiredService<AuditService.AuditServiceClient>().DigestAsync(request).ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, rpc.StatusCode);
        Assert.Equal(["start_time", "end_time"], TollgateException.FromRpc(rpc).Fields.Select(field => field.Field));
        Assert.Equal(0, host.Calls.Count);
    }

    [Fact]
    public void Everything_wrong_is_said_at_once()
    {
        var validation = new Validation();
        validation.Require(false, "max_tokens", "must be at least 1");
        validation.Require(true, "model", "must be known");
        validation.Require(false, "messages", "must not be empty");

        var error = Assert.Throws<TollgateException>(validation.ThrowIfInvalid);

        Assert.Equal(["max_tokens", "messages"], error.Fields.Select(f => f.Field));
    }

    private static Task<RpcException> CallAsync(ServiceProvider client, string tenant) => Assert.ThrowsAsync<RpcException>(() =>
        client.GetRequiredService<AuditService.AuditServiceClient>().DigestAsync(new DigestRequest { TenantId = tenant }).ResponseAsync);
}
