using System.Text.Json;
using NodaTime;
using Tollgate.Tokens;

namespace Tollgate.Billing.Plans;

/// <summary>Reads a plan file, strictly: an unknown field is an error, not a term that silently does not apply.</summary>
internal static class PlanReader
{
    public static Plan Read(string name, string json)
    {
        var document = Parse(name, json);
        var errors = PlanValidator.Validate(document);
        return errors.Count == 0 ? ToPlan(document) : throw new InvalidPlanException(name, errors);
    }

    private static PlanDocument Parse(string name, string json)
    {
        // The archive could not hold it, nor any page show it.
        if (json.Contains("\\u0000", StringComparison.Ordinal) || json.Contains('\0', StringComparison.Ordinal))
            throw new InvalidPlanException(name, ["must not contain the character U+0000"]);
        try
        {
            return JsonSerializer.Deserialize(json, PlanJson.Default.PlanDocument) ?? throw new InvalidPlanException(name, ["is empty"]);
        }
        catch (JsonException ex)
        {
            throw new InvalidPlanException(name, [ex.Message]);
        }
    }

    private static Plan ToPlan(PlanDocument document) => new()
    {
        PlanId = document.PlanId!,
        Version = document.Version!,
        DisplayName = document.DisplayName!,
        Currency = document.Currency!,
        EffectiveFrom = Time(document.EffectiveFrom),
        EffectiveTo = Time(document.EffectiveTo),
        Listed = document.Listed ?? true,
        RecurringFee = PlanAmounts.Fee(document.RecurringFee),
        SeatFee = PlanAmounts.Fee(document.SeatFee),
        FeeTerm = PlanNames.Get(PlanNames.FeeTerms, document.FeeTerm),
        Proration = PlanNames.Get(PlanNames.Prorations, document.Proration),
        TrialDays = document.TrialDays,
        MinimumCommit = PlanAmounts.Fee(document.MinimumCommit),
        Features = document.Features!,
        UserLimits = document.UserLimits is { } limits ? new(limits.TokensPerDay, limits.RequestsPerMinute) : null,
        ServiceLevel = document.ServiceLevel is { } level ? ToServiceLevel(level) : null,
        Discounts = [.. (document.Discounts ?? []).Select(discount => ToDiscount(discount!))],
        BurstPacks = [.. (document.BurstPacks ?? []).Select(pack =>
            new BurstPack(pack!.PackId!, pack.DisplayName!, pack.ChargeId!, pack.Tokens, PlanAmounts.Fee(pack.Price)))],
        ModelClasses = new ModelClassMap([.. document.ModelClasses!.Select(entry => new ModelClass(entry!.Class!, entry.Models!))]),
        Charges = [.. document.Charges!.Select(charge => ToCharge(charge!))],
    };

    private static PlanCharge ToCharge(ChargeDocument charge) => new()
    {
        ChargeId = charge.ChargeId!,
        DisplayName = charge.DisplayName!,
        Measure = PlanNames.Get(PlanNames.Measures, charge.Measure),
        Kinds = [.. (charge.TokenKinds ?? []).Select(name => TokenKinds.TryParse(name, out var kind) ? kind : throw new InvalidOperationException($"'{name}' was validated."))],
        ModelClasses = charge.ModelClasses ?? [],
        Assistants = charge.Assistants ?? [],
        Included = charge.IncludedTokens + charge.Included,
        Model = ChargeModelReader.Read(charge),
        Minimum = PlanAmounts.Fee(charge.Minimum),
        Maximum = charge.Maximum is null ? null : PlanAmounts.Fee(charge.Maximum),
    };

    private static PlanDiscount ToDiscount(DiscountDocument discount) => new(
        discount.DiscountId!, discount.DisplayName!, PlanAmounts.Percent(discount.Percent), PlanAmounts.Fee(discount.Amount), discount.Charges ?? [],
        Time(discount.From), Time(discount.To));

    private static ServiceLevel ToServiceLevel(ServiceLevelDocument level)
    {
        ServiceCreditTier[] tiers = [.. (level.CreditTiers ?? []).Select(tier =>
            new ServiceCreditTier(PlanAmounts.Percent(tier!.BelowPercent), PlanAmounts.Percent(tier.CreditPercent)))];
        var credit = PlanAmounts.Percent(level.CreditPercent);
        return new(PlanAmounts.Percent(level.AvailabilityPercent), Promised(level.LatencyP95Ms), credit)
        {
            FirstTokenP95 = Promised(level.FirstTokenP95Ms),
            CreditTiers = tiers,
            MaxCreditPercent = level.MaxCreditPercent is { } most ? PlanAmounts.Percent(most) : tiers.LastOrDefault()?.CreditPercent ?? credit,
            MinimumRequests = level.MinimumRequests ?? 1,
        };
    }

    private static Duration? Promised(int milliseconds) => milliseconds == 0 ? null : Duration.FromMilliseconds(milliseconds);

    private static Instant? Time(string? text) => PlanNames.TryInstant(text, out var instant) ? instant : null;
}
