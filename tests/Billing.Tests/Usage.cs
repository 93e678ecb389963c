using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Tests;

/// <summary>Makes usage records.</summary>
internal static class Usage
{
    public static UsageRecorded Of(string tenant, TokenCounts usage, string model = "gpt-4.1-mini", long costNanos = 1_000, DateTimeOffset? attemptTime = null)
    {
        var time = attemptTime ?? DateTimeOffset.UtcNow;
        var attempt = Guid.CreateVersion7(time);
        return new UsageRecorded
        {
            EventId = Guid.NewGuid(),
            AttemptId = attempt,
            Revision = 1,
            OperationId = Guid.NewGuid(),
            TenantId = tenant,
            Provider = "openai",
            Model = model,
            Outcome = AttemptOutcome.Succeeded,
            Rank = UsageRank.Provider,
            Payer = Payer.Customer,
            Usage = usage,
            CostNanos = costNanos,
            Currency = "USD",
            PriceVersion = "v1",
            AttemptTime = time,
            RecordTime = time,
        };
    }

    public static UsageRecordedBatch Batch(params IReadOnlyList<UsageRecorded> events) => new() { BatchId = Guid.NewGuid(), Events = events };
}
