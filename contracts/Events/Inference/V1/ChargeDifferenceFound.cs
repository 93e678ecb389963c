namespace Tollgate.Contracts.Inference.V1;

/// <summary>
/// A provider charges for a day something else than our settled calls of it add up to, beyond what rounding explains. It is a cost beside
/// usage: what was settled stands. Counted once by <see cref="EventId"/>; a day that is found to differ otherwise later says the rest.
/// </summary>
[WireName("inference.charge-difference-found.v1", Mandatory = true)]
public sealed record ChargeDifferenceFound
{
    /// <summary>UUIDv5 of endpoint, day, model and revision of the comparison.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The endpoint of which the provider's report is.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The model as the catalogue names it, or the provider's own words for what is no model.</summary>
    public required string LineItem { get; init; }

    /// <summary>Start of the day (UTC).</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>End of the day (UTC).</summary>
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>What the provider charges beyond what earlier comparisons of the day have said, in nanos. Negative when it is less.</summary>
    public required long CostNanos { get; init; }

    /// <summary>ISO 4217 code of the cost.</summary>
    public required string Currency { get; init; }

    /// <summary>Why, as far as it could be told: a name of the explanations of <c>tollgate.inference.v1</c>.</summary>
    public required string Explanation { get; init; }
}
