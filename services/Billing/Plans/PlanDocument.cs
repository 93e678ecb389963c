using System.Text.Json.Serialization;

namespace Tollgate.Billing.Plans;

/// <summary>A plan file as written. Everything is optional here, so that validation can name all that is missing at once.</summary>
internal sealed record PlanDocument
{
    public string? PlanId { get; init; }
    public string? Version { get; init; }
    public string? DisplayName { get; init; }
    public string? Currency { get; init; }
    public string? RecurringFee { get; init; }
    public string? SeatFee { get; init; }
    public IReadOnlyList<string>? Features { get; init; }
    public IReadOnlyList<ModelClassDocument?>? ModelClasses { get; init; }
    public IReadOnlyList<ChargeDocument?>? Charges { get; init; }
}

/// <summary>A model class of the file.</summary>
internal sealed record ModelClassDocument(string? Class, IReadOnlyList<string>? Models);

/// <summary>A charge of the file.</summary>
internal sealed record ChargeDocument
{
    public string? ChargeId { get; init; }
    public string? DisplayName { get; init; }
    public IReadOnlyList<string>? TokenKinds { get; init; }
    public IReadOnlyList<string>? ModelClasses { get; init; }
    public long IncludedTokens { get; init; }
    public IReadOnlyList<TierDocument?>? Tiers { get; init; }
}

/// <summary>A tier of the file. Prices are strings: a JSON number is a binary fraction in too many hands.</summary>
internal sealed record TierDocument(long UpToTokens, string? PricePerMillion);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PlanDocument))]
internal sealed partial class PlanJson : JsonSerializerContext;
