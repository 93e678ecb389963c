using Tollgate.Contracts.Common.V1;

namespace Tollgate.Metering.Feed;

/// <summary>The data of a usage CloudEvent, as <c>contracts/schemas/usage-recorded.v1.schema.json</c> describes it.</summary>
internal sealed record UsageRecordedData
{
    public required Guid AttemptId { get; init; }

    public required int Revision { get; init; }

    public required Guid OperationId { get; init; }

    public required string TenantId { get; init; }

    public required string AssistantId { get; init; }

    public required string UserId { get; init; }

    public required string ApiKeyId { get; init; }

    public required string Environment { get; init; }

    public required string Provider { get; init; }

    public required string Model { get; init; }

    public required string Operation { get; init; }

    public required AttemptOutcome Outcome { get; init; }

    public required UsageRank Rank { get; init; }

    public required Payer Payer { get; init; }

    public required TokenCounts Usage { get; init; }

    public required OriginCounts Origins { get; init; }

    public required CostAmount Cost { get; init; }

    public required string PriceVersion { get; init; }

    public required string AttemptTime { get; init; }

    public required string RecordTime { get; init; }
}

/// <summary>Exact money in JSON.</summary>
internal sealed record CostAmount
{
    /// <summary>Decimal with nine places, for example <c>-0.000123000</c>.</summary>
    public required string Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }
}
