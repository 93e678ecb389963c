using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Intake.Tests.Fakes;

/// <summary>Metering's budgets, as far as Intake asks: the thresholds that a test puts in force.</summary>
internal sealed class FakeBudgets : BudgetsService.BudgetsServiceBase
{
    private ImmutableHashSet<ActiveThreshold> stated = [];

    public void State(ActiveThreshold threshold) => ImmutableInterlocked.Update(ref stated, known => known.Add(threshold));

    public void Lift(ActiveThreshold threshold) => ImmutableInterlocked.Update(ref stated, known => known.Remove(threshold));

    public override Task<ListActiveThresholdsResponse> ListActiveThresholds(ListActiveThresholdsRequest request, ServerCallContext context) =>
        Task.FromResult(new ListActiveThresholdsResponse { ReadTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow), Thresholds = { stated } });
}
