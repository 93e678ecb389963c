using Grpc.Core;
using Tollgate.ServiceDefaults.Errors;
using RunRequest = Tollgate.Contracts.Routing.V1.RunRequest;

namespace Tollgate.Routing.Tests.Runs;

/// <summary>What is refused before anything is asked.</summary>
[Collection(RoutingCollection.Name)]
public class BadRequestTests(RoutingFixture fixture) : RunScenario(fixture)
{
    [Fact]
    public async Task Everything_wrong_with_a_request_is_named()
    {
        var error = await ErrorAsync(new RunRequest { OperationId = "7", MaxOutputTokens = -1, Traits = new() { Origins = new() { User = -5 } } });

        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.Equal(
            ["operation_id", "caller.tenant_id", "prompt", "max_output_tokens", "traits.origins", "payer"],
            error.Fields.Select(field => field.Field));
    }

    [Theory]
    [InlineData("gpt-9", "", 200, ErrorKind.NotFound, Reasons.UnknownModel)]
    [InlineData("", "nonsense", 200, ErrorKind.InvalidArgument, Reasons.InvalidRequest)]
    [InlineData("gpt-4o", "", 20_000, ErrorKind.FailedPrecondition, Reasons.NoEligibleModel)]
    public async Task What_cannot_be_planned_is_a_typed_error_and_leaves_nothing(string model, string policy, int output, ErrorKind kind, string reason)
    {
        var request = Request(model, policy);
        request.MaxOutputTokens = output;

        var error = await ErrorAsync(request);

        Assert.Equal((kind, reason), (error.Kind, error.Reason));
        Assert.Empty(Inference.AskedFor(Operation));
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => DecisionsAsync("acme"))).StatusCode);
    }

    [Fact]
    public async Task A_call_without_a_service_token_is_refused()
    {
        using var call = App.AnonymousClient.Run(Request());

        var error = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default));
        Assert.Equal(StatusCode.Unauthenticated, error.StatusCode);
    }
}
