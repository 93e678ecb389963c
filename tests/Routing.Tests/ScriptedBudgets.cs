using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Routing.Tests;

/// <summary>Stands in for Metering's budgets: states the thresholds that a test puts in force.</summary>
internal sealed class ScriptedBudgets : BudgetsService.BudgetsServiceClient
{
    private ImmutableHashSet<ActiveThreshold> stated = [];

    public void State(ActiveThreshold threshold) => ImmutableInterlocked.Update(ref stated, known => known.Add(threshold));

    public void Lift(ActiveThreshold threshold) => ImmutableInterlocked.Update(ref stated, known => known.Remove(threshold));

    public override AsyncUnaryCall<ListActiveThresholdsResponse> ListActiveThresholdsAsync(ListActiveThresholdsRequest request, CallOptions options)
    {
        var response = new ListActiveThresholdsResponse { ReadTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow), Thresholds = { stated } };
        return new(Task.FromResult(response), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
    }
}
