using System.Text.Json.Serialization;

namespace Tollgate.Billing.Plans;

/// <summary>A plan file as written. Everything is optional here, so that validation can name all that is missing at once.</summary>
internal sealed record PlanDocument
{
    public string? PlanId { get; init; }
    public string? Version { get; init; }
    public string? DisplayName { get; init; }
    public string? Currency { get; init; }
    public string? EffectiveFrom { get; init; }
    public string? EffectiveTo { get; init; }
    public bool? Listed { get; init; }
    public string? RecurringFee { get; init; }
    public string? SeatFee { get; init; }
    public string? FeeTerm { get; init; }
    public string? Proration { get; init; }
    public int TrialDays { get; init; }
    public string? MinimumCommit { get; init; }
    public IReadOnlyList<string>? Features { get; init; }
    public UserLimitsDocument? UserLimits { get; init; }
    public ServiceLevelDocument? ServiceLevel { get; init; }
    public IReadOnlyList<DiscountDocument?>? Discounts { get; init; }
    public IReadOnlyList<BurstPackDocument?>? BurstPacks { get; init; }
    public IReadOnlyList<ModelClassDocument?>? ModelClasses { get; init; }
    public IReadOnlyList<ChargeDocument?>? Charges { get; init; }
}

/// <summary>A model class of the file.</summary>
internal sealed record ModelClassDocument(string? Class, IReadOnlyList<string>? Models);

/// <summary>A charge of the file. Which prices it has depends on its model.</summary>
internal sealed record ChargeDocument
{
    public string? ChargeId { get; init; }
    public string? DisplayName { get; init; }
    public string? Measure { get; init; }
    public IReadOnlyList<string>? TokenKinds { get; init; }
    public IReadOnlyList<string>? ModelClasses { get; init; }
    public IReadOnlyList<string>? Assistants { get; init; }
    public long IncludedTokens { get; init; }
    public long Included { get; init; }
    public string? Model { get; init; }
    public string? ZeroUsage { get; init; }
    public IReadOnlyList<TierDocument?>? Tiers { get; init; }
    public string? PricePerMillion { get; init; }
    public string? UnitPrice { get; init; }
    public long PackageTokens { get; init; }
    public string? PackagePrice { get; init; }
    public string? Fee { get; init; }
    public string? RatePercent { get; init; }
    public string? Minimum { get; init; }
    public string? Maximum { get; init; }
}

/// <summary>A tier of the file. Prices are strings: a JSON number is a binary fraction in too many hands.</summary>
internal sealed record TierDocument(long UpToTokens, string? PricePerMillion, string? Fee);

/// <summary>A discount of the file.</summary>
internal sealed record DiscountDocument(
    string? DiscountId, string? DisplayName, string? Percent, string? Amount, IReadOnlyList<string>? Charges, string? From, string? To);

/// <summary>A burst pack of the file.</summary>
internal sealed record BurstPackDocument(string? PackId, string? DisplayName, string? ChargeId, long Tokens, string? Price);

/// <summary>Per-user limits of the file.</summary>
internal sealed record UserLimitsDocument(long TokensPerDay, int RequestsPerMinute);

/// <summary>What the file promises.</summary>
internal sealed record ServiceLevelDocument
{
    public string? AvailabilityPercent { get; init; }
    public int LatencyP95Ms { get; init; }
    public int FirstTokenP95Ms { get; init; }
    public string? CreditPercent { get; init; }
    public IReadOnlyList<ServiceCreditTierDocument?>? CreditTiers { get; init; }
    public string? MaxCreditPercent { get; init; }
    public long? MinimumRequests { get; init; }
}

/// <summary>More credit for less availability, as the file says.</summary>
internal sealed record ServiceCreditTierDocument(string? BelowPercent, string? CreditPercent);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PlanDocument))]
internal sealed partial class PlanJson : JsonSerializerContext;
