using System.Collections.Concurrent;
using Tollgate.Tokens;

namespace Tollgate.Billing.Plans;

/// <summary>A version of a plan, immutable and validated: every token kind of every model class belongs to exactly one charge.</summary>
public sealed record Plan
{
    private readonly ConcurrentDictionary<(TokenKind Kind, string Class), PlanCharge> charges = new();

    /// <summary>For example "starter".</summary>
    public required string PlanId { get; init; }

    /// <summary>A subscription keeps the version it began with.</summary>
    public required string Version { get; init; }

    /// <summary>For people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>ISO 4217 code of every amount in it.</summary>
    public required string Currency { get; init; }

    /// <summary>Charged each period.</summary>
    public required decimal RecurringFee { get; init; }

    /// <summary>Charged for each seat and period.</summary>
    public required decimal SeatFee { get; init; }

    /// <summary>Features it opens.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>How models are billed.</summary>
    public required ModelClassMap ModelClasses { get; init; }

    /// <summary>Its charges in the order of the statement.</summary>
    public required IReadOnlyList<PlanCharge> Charges { get; init; }

    /// <summary>The charge that counts a token kind on a model.</summary>
    public PlanCharge ChargeFor(TokenKind kind, string model) =>
        charges.GetOrAdd((kind, ModelClasses.ClassOf(model)), key => Charges.Single(charge => charge.Counts(key.Kind, key.Class)));

    /// <summary>The charge with that id.</summary>
    public PlanCharge Charge(string chargeId) => Charges.Single(charge => charge.ChargeId == chargeId);
}
