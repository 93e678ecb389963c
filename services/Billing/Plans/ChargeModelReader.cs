using Tollgate.Billing.Plans.ChargeModels;

namespace Tollgate.Billing.Plans;

/// <summary>The charge models of plan files: which prices each has, and how it is made of them.</summary>
internal static class ChargeModelReader
{
    private static readonly string[] OfTokens = ["graduated", "volume", "package", "per_unit", "flat"];

    /// <summary>The model where the file is silent.</summary>
    public static string NameOf(ChargeDocument charge) => charge.Model ?? "graduated";

    /// <summary>What is wrong with the prices of a charge, each with its field.</summary>
    public static IEnumerable<string> Validate(ChargeDocument charge)
    {
        var allowed = Allowed(charge.Measure);
        if (!allowed.Contains(NameOf(charge)))
        {
            yield return $"model: must be one of {string.Join(", ", allowed)} for what it counts";
            yield break;
        }

        if (charge.ZeroUsage is not null && !PlanNames.ZeroUsages.ContainsKey(charge.ZeroUsage))
            yield return "zero_usage: must be free or first_tier_fee";
        foreach (var error in Prices(charge))
            yield return error;
        foreach (var name in Given(charge).Except(Wanted(charge)))
            yield return $"{name}: has no place in model {NameOf(charge)}";
    }

    /// <summary>The model of a charge that was found valid.</summary>
    public static ChargeModel Read(ChargeDocument charge) => NameOf(charge) switch
    {
        "volume" => new VolumeModel(Tiers(charge), PlanNames.Get(PlanNames.ZeroUsages, charge.ZeroUsage)),
        "package" => new PackageModel(charge.PackageTokens, PlanAmounts.Fee(charge.PackagePrice)),
        "per_unit" => new PerUnitModel(charge.UnitPrice is null ? PriceRange.EachOf(PlanAmounts.Price(charge.PricePerMillion)) : PlanAmounts.Fee(charge.UnitPrice)),
        "flat" => new FlatModel(PlanAmounts.Fee(charge.Fee)),
        "percentage" => new PercentageModel(PlanAmounts.Percent(charge.RatePercent)),
        _ => new GraduatedModel(Tiers(charge), PlanNames.Get(PlanNames.ZeroUsages, charge.ZeroUsage)),
    };

    private static string[] Allowed(string? measure) => measure switch
    {
        null or "tokens" => OfTokens,
        "provider_cost" => ["percentage"],
        _ => ["per_unit"],
    };

    private static IEnumerable<string> Prices(ChargeDocument charge) => Wanted(charge).SelectMany(name => Price(charge, name));

    private static IEnumerable<string> Price(ChargeDocument charge, string name) => name switch
    {
        "tiers" => TierErrors(charge.Tiers ?? []),
        "package_tokens" => Unless(charge.PackageTokens is >= 1 and <= PriceRange.MaxQuantity, "package_tokens: must be at least 1"),
        "package_price" => Unless(PlanAmounts.TryFee(charge.PackagePrice, out _), $"package_price: {FeeRule}"),
        "price_per_million" => Unless(PlanAmounts.TryPrice(charge.PricePerMillion, out _), $"price_per_million: {PriceRule}"),
        "unit_price" => Unless(PlanAmounts.TryFee(charge.UnitPrice, out _), $"unit_price: {FeeRule}"),
        "fee" => Unless(PlanAmounts.TryFee(charge.Fee, out _), $"fee: {FeeRule}"),
        "rate_percent" => Unless(PlanAmounts.TryPercent(charge.RatePercent, 1000m, out _), "rate_percent: must be a decimal between 0 and 1000 with at most four decimals"),
        _ => [],
    };

    private static string[] Wanted(ChargeDocument charge) => NameOf(charge) switch
    {
        "package" => ["package_tokens", "package_price"],
        "per_unit" => charge.Measure is null or "tokens" ? ["price_per_million"] : ["unit_price"],
        "flat" => ["fee"],
        "percentage" => ["rate_percent"],
        _ => ["tiers", "zero_usage"],
    };

    private static IEnumerable<string> Given(ChargeDocument charge)
    {
        if (charge.Tiers is not null)
            yield return "tiers";
        if (charge.ZeroUsage is not null)
            yield return "zero_usage";
        if (charge.PackageTokens != 0)
            yield return "package_tokens";
        if (charge.PackagePrice is not null)
            yield return "package_price";
        if (charge.PricePerMillion is not null)
            yield return "price_per_million";
        if (charge.UnitPrice is not null)
            yield return "unit_price";
        if (charge.Fee is not null)
            yield return "fee";
        if (charge.RatePercent is not null)
            yield return "rate_percent";
    }

    private static IEnumerable<string> TierErrors(IReadOnlyList<TierDocument?> tiers)
    {
        if (tiers.Count == 0)
            yield return "tiers: at least one is required";
        var from = 0L;
        for (var i = 0; i < tiers.Count; i++)
        {
            if (!PlanAmounts.TryPrice(tiers[i]?.PricePerMillion, out _))
                yield return $"tiers[{i}].price_per_million: {PriceRule}";
            if (tiers[i]?.Fee is { } fee && !PlanAmounts.TryFee(fee, out _))
                yield return $"tiers[{i}].fee: {FeeRule}";
            var upTo = tiers[i]?.UpToTokens ?? -1;
            if (i == tiers.Count - 1 ? upTo != 0 : upTo <= from)
                yield return $"tiers[{i}].up_to_tokens: must rise from tier to tier, and be 0 (without end) in the last one";
            from = upTo;
        }
    }

    private static string PriceRule => $"must be a decimal from 0 to below {PriceRange.MaxPrice} with at most {PriceRange.MaxScale} decimals";

    private static string FeeRule => $"must be a decimal between 0 and {PriceRange.MaxFee} with at most two decimals";

    private static string[] Unless(bool condition, string error) => condition ? [] : [error];

    private static ChargeTier[] Tiers(ChargeDocument charge) => [.. charge.Tiers!.Select(tier => new ChargeTier(
        tier!.UpToTokens == 0 ? null : tier.UpToTokens,
        PriceRange.EachOf(PlanAmounts.Price(tier.PricePerMillion)),
        tier.Fee is null ? null : PlanAmounts.Fee(tier.Fee)))];
}
