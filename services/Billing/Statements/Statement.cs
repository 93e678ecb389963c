using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Statements;

/// <summary>What a tenant owes for a period, exclusive of tax.</summary>
internal sealed record Statement
{
    public required Subscription Subscription { get; init; }
    public required BillingPeriod Period { get; init; }
    public required string Currency { get; init; }
    public required IReadOnlyList<StatementLine> Lines { get; init; }
    public required long UsageRecords { get; init; }

    /// <summary>What the providers charge, in nanos of US dollars.</summary>
    public required decimal ProviderCostNanos { get; init; }

    /// <summary>The plan at the end of the period, or now.</summary>
    public required string PlanId { get; init; }

    /// <summary>Its version.</summary>
    public required string PlanVersion { get; init; }

    /// <summary>The price experiment and variant that the version is from, as "experiment/variant"; null: from none.</summary>
    public string? PriceExperiment { get; init; }

    /// <summary>Sum of the rounded lines: what a customer adds up is what is asked for.</summary>
    public decimal Total => Lines.Sum(line => line.Amount);

    /// <summary>The statement of a period.</summary>
    /// <param name="subscription">Whose.</param>
    /// <param name="period">The period.</param>
    /// <param name="segments">Its segments, in order, each with its usage.</param>
    /// <param name="usageRecords">Usage records rated in it.</param>
    /// <param name="providerCostNanos">What the providers charge for them.</param>
    public static Statement Of(
        Subscription subscription, BillingPeriod period, IReadOnlyList<SegmentUsage> segments, long usageRecords, decimal providerCostNanos) => new()
        {
            Subscription = subscription,
            Period = period,
            Currency = segments[^1].Plan.Currency,
            PlanId = segments[^1].Plan.PlanId,
            PlanVersion = segments[^1].Plan.Version,
            PriceExperiment = segments[^1].Segment.Terms[0].PriceExperiment,
            Lines = [.. segments.SelectMany((_, i) => LinesOf(subscription, segments, i))],
            UsageRecords = usageRecords,
            ProviderCostNanos = providerCostNanos,
        };

    private static IEnumerable<StatementLine> LinesOf(Subscription subscription, IReadOnlyList<SegmentUsage> segments, int index)
    {
        var usage = segments[index];
        var isTrial = subscription.IsTrial(usage.Segment.Period.Start);
        StatementLine[] lines =
        [
            .. isTrial ? FeeLines.OfTrial(usage) : FeeLines.Of(usage, index > 0 ? segments[index - 1].Plan : null, index + 1 < segments.Count ? segments[index + 1].Plan : null),
            .. UsageLines.Of(usage, isTrial),
        ];
        return WithIds([.. lines, .. DiscountLines.Of(usage, lines)], usage, index);
    }

    // A charge may have several lines, and a period several segments: their places tell them apart, and never change.
    private static IEnumerable<StatementLine> WithIds(IReadOnlyList<StatementLine> lines, SegmentUsage usage, int index)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var place = seen[line.ChargeId] = seen.GetValueOrDefault(line.ChargeId) + 1;
            var id = index == 0 ? line.ChargeId : $"{line.ChargeId}/{index + 1}";
            yield return line with { LineId = place == 1 ? id : $"{id}#{place}", SegmentStart = usage.Segment.Start };
        }
    }
}
