using System.Collections.Concurrent;
using NodaTime;
using Tollgate.Tokens;

namespace Tollgate.Billing.Plans;

/// <summary>A version of a plan, immutable and validated: every token kind of every model class belongs to exactly one charge.</summary>
public sealed record Plan
{
    private readonly ConcurrentDictionary<(TokenKind Kind, string Class, string Assistant), PlanCharge> charges = new();

    /// <summary>For example "starter".</summary>
    public required string PlanId { get; init; }

    /// <summary>A subscription keeps the version it began with.</summary>
    public required string Version { get; init; }

    /// <summary>For people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>ISO 4217 code of every amount in it.</summary>
    public required string Currency { get; init; }

    /// <summary>New subscriptions get it from then on; null: from the beginning of time.</summary>
    public Instant? EffectiveFrom { get; init; }

    /// <summary>New subscriptions get it until then; null: until a later version takes over.</summary>
    public Instant? EffectiveTo { get; init; }

    /// <summary>Shown to the public; a plan made for one customer is not.</summary>
    public bool Listed { get; init; } = true;

    /// <summary>Charged each period.</summary>
    public required decimal RecurringFee { get; init; }

    /// <summary>Charged for each seat and period.</summary>
    public required decimal SeatFee { get; init; }

    /// <summary>When the fees are due.</summary>
    public PaymentTerm FeeTerm { get; init; }

    /// <summary>How fees are split when something changes within a period.</summary>
    public Proration Proration { get; init; }

    /// <summary>Days before the first paid period in which nothing is charged.</summary>
    public int TrialDays { get; init; }

    /// <summary>Usage of a whole period is charged this at least; 0 for none.</summary>
    public decimal MinimumCommit { get; init; }

    /// <summary>Features it opens.</summary>
    public required IReadOnlyList<string> Features { get; init; }

    /// <summary>Limits of each end user; null for none.</summary>
    public UserLimits? UserLimits { get; init; }

    /// <summary>What it promises; null for nothing.</summary>
    public ServiceLevel? ServiceLevel { get; init; }

    /// <summary>Price reductions in the order they are taken.</summary>
    public IReadOnlyList<PlanDiscount> Discounts { get; init; } = [];

    /// <summary>What can be bought on top.</summary>
    public IReadOnlyList<BurstPack> BurstPacks { get; init; } = [];

    /// <summary>How models are billed.</summary>
    public required ModelClassMap ModelClasses { get; init; }

    /// <summary>Its charges in the order of the statement.</summary>
    public required IReadOnlyList<PlanCharge> Charges { get; init; }

    /// <summary>The charge that counts a token kind on a model: the assistant's own where it has one, else everybody's.</summary>
    public PlanCharge ChargeFor(TokenKind kind, string model, string assistantId = "")
    {
        // Assistants without prices of their own share an entry, however many there are.
        var own = assistantId.Length > 0 && Charges.Any(charge => charge.Assistants.Contains(assistantId)) ? assistantId : "";
        return charges.GetOrAdd((kind, ModelClasses.ClassOf(model), own), Find);
    }

    /// <summary>The charge with that id.</summary>
    public PlanCharge Charge(string chargeId) => Charges.Single(charge => charge.ChargeId == chargeId);

    /// <summary>The charges that count something other than tokens.</summary>
    public IEnumerable<PlanCharge> ChargesOf(ChargeMeasure measure) => Charges.Where(charge => charge.Measure == measure);

    private PlanCharge Find((TokenKind Kind, string Class, string Assistant) key) =>
        Charges.SingleOrDefault(charge => key.Assistant.Length > 0 && charge.Counts(key.Kind, key.Class, key.Assistant))
        ?? Charges.Single(charge => charge.Counts(key.Kind, key.Class));
}
