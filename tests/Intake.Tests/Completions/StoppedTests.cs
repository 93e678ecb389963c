using Grpc.Core;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Tests.Fakes;
using Tollgate.Intake.Tests.Host;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Intake.Tests.Completions;

/// <summary>A streamed answer that a budget stops in the middle: what came, why it ends, and what it cost.</summary>
[Collection(IntakeCollection.Name)]
public sealed class StoppedTests(IntakeFixture fixture)
{
    private static RpcException NoRoom => RpcErrors.Write(TollgateException.ResourceExhausted(
        Reasons.BudgetExceeded, "The answer was stopped after 15 tokens.", quotas: [new QuotaViolation("budget:month", "0 left")]));

    [Fact]
    public async Task The_caller_gets_what_came_then_the_receipt_then_the_reason()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.StopMidStream(NoRoom));

        var (text, stopped, error) = await StopAsync(tenant.ApiKey, Asking.Question());

        Assert.Equal("It is", text);
        Assert.Equal((Reasons.BudgetExceeded, 15), (stopped.Reason, stopped.OutputTokens));
        Assert.Equal((AttemptOutcome.Stopped, 123_456), (Assert.Single(stopped.Receipt.Attempts).Outcome, stopped.Receipt.Cost.Nanos));
        Assert.Equal((ErrorKind.ResourceExhausted, Reasons.BudgetExceeded), (error.Kind, error.Reason));
        Assert.Equal("budget:month", Assert.Single(error.Quotas).Subject);
    }

    [Fact]
    public async Task Another_try_under_its_key_is_told_the_same_and_pays_for_nothing()
    {
        var tenant = await fixture.CreateTenantAsync();
        fixture.Routing.Script(tenant.Id, FakeRouting.StopMidStream(NoRoom));
        var request = Asking.Question();
        request.IdempotencyKey = Guid.NewGuid().ToString();
        await StopAsync(tenant.ApiKey, request);

        var again = await Asking.RefusedAsync(() => fixture.App.Client(tenant.ApiKey).CompleteAsync(request));

        Assert.Equal(Reasons.BudgetExceeded, again.Reason);
        Assert.Single(fixture.Routing.RunsOf(tenant.Id));
    }

    private async Task<(string Text, Stopped Stopped, TollgateException Error)> StopAsync(string apiKey, CompleteRequest request)
    {
        using var call = fixture.App.Client(apiKey).StreamComplete(new StreamCompleteRequest { Request = request });
        var (text, stopped) = ("", (Stopped?)null);
        var error = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var message in call.ResponseStream.ReadAllAsync())
            {
                text += message.EventCase is StreamCompleteResponse.EventOneofCase.Delta ? message.Delta : "";
                stopped = message.Stopped ?? stopped;
            }
        });
        Assert.NotNull(stopped);
        return (text, stopped, TollgateException.FromRpc(error));
    }
}
