using NodaTime;

namespace Tollgate.Billing.Plans;

/// <summary>When a version of a plan is offered.</summary>
/// <param name="PlanId">The plan.</param>
/// <param name="Version">The version.</param>
/// <param name="From">From then on.</param>
/// <param name="To">Until then; null: until a later version takes over.</param>
internal sealed record PlanOffer(string PlanId, string Version, Instant From, Instant? To);

/// <summary>
/// Which version of a plan is offered when. One without an end gives way to the next; one with an end must be over by then, or a customer
/// could be told two prices.
/// </summary>
internal static class PlanTimeline
{
    /// <summary>The version of each plan that is offered at an instant.</summary>
    public static IEnumerable<PlanOffer> At(IEnumerable<PlanOffer> offers, Instant at) => offers
        .Where(offer => offer.From <= at && (offer.To is null || at < offer.To))
        .GroupBy(offer => offer.PlanId)
        .Select(group => group.MaxBy(offer => offer.From)!);

    /// <summary>They would be offered at the same time, and neither says which comes first.</summary>
    public static bool Overlap(PlanOffer one, PlanOffer other)
    {
        var (first, second) = one.From <= other.From ? (one, other) : (other, one);
        return first.From == second.From || (first.To is { } end && second.From < end);
    }

    /// <summary>What contradicts itself in the files of one plan.</summary>
    public static IEnumerable<string> Conflicts(IEnumerable<PlanFile> files)
    {
        PlanOffer[] offers = [.. files.Select(file =>
            new PlanOffer(file.Plan.PlanId, file.Plan.Version, file.Plan.EffectiveFrom ?? Instant.MinValue, file.Plan.EffectiveTo))];
        for (var i = 0; i < offers.Length; i++)
        {
            foreach (var other in offers.Skip(i + 1).Where(other => Overlap(offers[i], other)))
                yield return $"plan_id '{other.PlanId}': the effective dates of versions {offers[i].Version} and {other.Version} overlap";
        }
    }
}
