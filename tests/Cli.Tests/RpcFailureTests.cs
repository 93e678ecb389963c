using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Tests;

public sealed class RpcFailureTests
{
    [Theory]
    [InlineData(StatusCode.Unavailable, "STREAM_CUT", true)]
    [InlineData(StatusCode.ResourceExhausted, "BUDGET_EXCEEDED", false)]
    [InlineData(StatusCode.ResourceExhausted, "RATE_LIMITED", true)]
    [InlineData(StatusCode.InvalidArgument, "INVALID_REQUEST", false)]
    public void Trying_again_follows_what_the_error_says(StatusCode code, string reason, bool retryable)
    {
        var status = new Google.Rpc.Status { Code = (int)code, Details = { Any.Pack(new ErrorInfo { Reason = reason }) } };
        if (reason is "RATE_LIMITED" or "BUDGET_EXCEEDED")
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(2)) }));

        var failure = RpcFailure.From(status.ToRpcException());

        Assert.Equal((reason, retryable), (failure.Reason, failure.Retryable));
    }

    [Fact]
    public void A_broken_connection_is_worth_another_try()
    {
        Assert.True(RpcFailure.From(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "connection refused"))).Retryable);
    }
}
