using NodaTime;
using Npgsql;

namespace Tollgate.Billing.Plans;

/// <summary>The plans that can be subscribed to: those of the files and those that were published, each in the version whose time it is.</summary>
public sealed class OfferedPlans(NpgsqlDataSource database, PlanCatalogue catalogue, PlanArchive archive)
{
    // A file that does not say from when is offered from the moment it was first seen.
    private const string Versions =
        "select clock_timestamp(), plan_id, version, coalesce(effective_from, file_time), effective_to, published from plan_versions";

    /// <summary>Those offered now, cheapest first.</summary>
    public async Task<IReadOnlyList<Plan>> ListAsync(CancellationToken cancellationToken)
    {
        var (offers, now) = await OffersAsync(cancellationToken);
        var plans = new List<Plan>();
        foreach (var offer in PlanTimeline.At(offers, now))
            plans.Add(await archive.GetAsync(offer.PlanId, offer.Version, cancellationToken));
        return [.. plans.OrderBy(plan => plan.RecurringFee).ThenBy(plan => plan.PlanId, StringComparer.Ordinal)];
    }

    /// <summary>The plan offered now with that id, or null.</summary>
    public async Task<Plan?> FindAsync(string planId, CancellationToken cancellationToken)
    {
        var (offers, now) = await OffersAsync(cancellationToken);
        return PlanTimeline.At(offers.Where(offer => offer.PlanId == planId), now).FirstOrDefault() is { } offer
            ? await archive.GetAsync(offer.PlanId, offer.Version, cancellationToken)
            : null;
    }

    private async Task<(IReadOnlyList<PlanOffer> Offers, Instant Now)> OffersAsync(CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Versions);
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var offers = new List<PlanOffer>();
        var now = Instant.MinValue;
        while (await reader.ReadAsync(cancellationToken))
        {
            now = Instant.FromDateTimeUtc(reader.GetDateTime(0));
            var offer = await PlanArchive.ReadOfferAsync(reader, 1, cancellationToken);
            if (reader.GetBoolean(5) || catalogue.Has(offer.PlanId, offer.Version))
                offers.Add(offer);
        }

        return (offers, now);
    }
}
