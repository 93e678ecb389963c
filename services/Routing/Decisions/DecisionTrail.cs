using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Routing.Policies;

namespace Tollgate.Routing.Decisions;

/// <summary>The decisions of one run, in order.</summary>
internal sealed class DecisionTrail(DecisionWriter writer, TimeProvider clock, Guid operationId, string tenantId, string catalogueVersion)
{
    private readonly List<Task> writes = [];
    private int step;

    /// <summary>Makes a decision part of the record. Returns at once; <see cref="SettleAsync"/> waits until it is durable.</summary>
    public async Task<Decision> RecordAsync(AssessedModel choice, string reason, string explanation, IReadOnlyList<AssessedModel> considered, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var decision = DecisionMapping.ToProto(choice, reason, explanation, considered);
        decision.OperationId = operationId.ToString();
        decision.Step = step++;
        decision.DecideTime = Timestamp.FromDateTimeOffset(now);
        decision.CatalogueVersion = catalogueVersion;
        writes.Add(await writer.EnqueueAsync(new DecisionRow(Guid.CreateVersion7(now), operationId, tenantId, decision), cancellationToken));
        return decision;
    }

    /// <summary>Waits until every decision is durable.</summary>
    public Task SettleAsync() => Task.WhenAll(writes);
}
