using Tollgate.Billing.Plans;
using Tollgate.Billing.Plans.ChargeModels;
using Tollgate.Billing.Rating;
using Tollgate.Tokens;

namespace Tollgate.Billing.Credits;

/// <summary>Tokens that may come yet, on models of a class.</summary>
internal readonly record struct OpenTokens(string ModelClass, long Input, long Output, long Calls = 1);

/// <summary>
/// The most that calls in flight can cost together under a plan, from where its charges stand: a pure function. Pricing each call for itself
/// would not do. Ten calls that each fit into what is included do not fit into it together, and a call that finds itself in a cheaper tier
/// because of those before it does not when they come to nothing. So all of them are priced as one quantity, spread over the charges that
/// may count it in the dearest way there is. Whatever arrives, the rest is worth no more than before: what was admitted stays covered.
/// </summary>
internal static class WorstPrice
{
    private const decimal Nanos = 1_000_000_000m;

    private static readonly TokenKind[] InputKinds =
        [TokenKind.Input, TokenKind.CachedInput, TokenKind.CacheWrite5m, TokenKind.CacheWrite1h, TokenKind.ImageInput];

    private static readonly TokenKind[] OutputKinds = [TokenKind.Output, TokenKind.Reasoning];

    /// <summary>What the calls can cost at most, rounded up to nanos. Of a plan that charges by what the provider does, nobody can say.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="stateOf">Where a charge stands in the current segment.</param>
    /// <param name="includedIn">What a charge includes in it.</param>
    /// <param name="open">The calls, one item for each model class.</param>
    public static decimal Of(Plan plan, Func<PlanCharge, ChargeState> stateOf, Func<PlanCharge, long> includedIn, IEnumerable<OpenTokens> open)
    {
        var pools = new List<(HashSet<PlanCharge> Charges, long Tokens)>();
        var calls = 0L;
        foreach (var (modelClass, input, output, count) in open)
        {
            Pour(pools, plan, modelClass, InputKinds, input);
            Pour(pools, plan, modelClass, OutputKinds, output);
            calls += count;
        }

        // Each call may be the first of its user, and of its assistant.
        if (calls > 0)
            pools.AddRange(plan.Charges.Where(IsByTheHead).Select(charge => (new HashSet<PlanCharge> { charge }, calls)));

        var exact = pools.Sum(pool => Dearest(pool.Charges, stateOf, includedIn, pool.Tokens));
        return decimal.Ceiling(exact * Nanos) / Nanos;
    }

    // Tokens that may meet in one charge are one pool: what is included in it is there once.
    private static void Pour(
        List<(HashSet<PlanCharge> Charges, long Tokens)> pools, Plan plan, string modelClass, TokenKind[] kinds, long tokens)
    {
        if (tokens <= 0)
            return;
        HashSet<PlanCharge> charges = [.. plan.Charges.Where(charge => MayCount(charge, kinds, modelClass))];
        foreach (var met in pools.Where(pool => pool.Charges.Overlaps(charges)).ToArray())
        {
            pools.Remove(met);
            charges.UnionWith(met.Charges);
            tokens = checked(tokens + met.Tokens);
        }

        pools.Add((charges, tokens));
    }

    // Whoever's assistant asks: the hold does not say, and the dearest is taken in any case.
    private static bool MayCount(PlanCharge charge, TokenKind[] kinds, string modelClass) => charge.Measure == ChargeMeasure.Tokens
        && charge.Kinds.Any(kinds.Contains) && (charge.ModelClasses.Count == 0 || charge.ModelClasses.Contains(modelClass));

    private static bool IsByTheHead(PlanCharge charge) => charge.Measure is ChargeMeasure.ActiveUsers or ChargeMeasure.ActiveAssistants;

    // Each charge by the steepest way up from where it stands, and the steepest of all first.
    private static decimal Dearest(
        HashSet<PlanCharge> charges, Func<PlanCharge, ChargeState> stateOf, Func<PlanCharge, long> includedIn, long tokens)
    {
        var slopes = charges.SelectMany(charge => Slopes(charge, stateOf(charge), includedIn(charge), tokens))
            .OrderByDescending(slope => slope.Amount / slope.Tokens);
        var (amount, left) = (0m, tokens);
        foreach (var slope in slopes)
        {
            if (left == 0 || slope.Amount <= 0)
                break;
            var taken = Math.Min(left, slope.Tokens);
            amount += taken == slope.Tokens ? slope.Amount : slope.Amount * taken / slope.Tokens;
            left -= taken;
        }

        return amount;
    }

    // The upper concave hull of a price over the next tokens, counted from what has been charged.
    private static List<(long Tokens, decimal Amount)> Slopes(PlanCharge charge, ChargeState state, long included, long tokens)
    {
        var hull = new List<(long Tokens, decimal Amount)> { (0, 0) };
        foreach (var at in Bends(charge.Model, state.Quantity - included, tokens).Order().Distinct())
        {
            var point = (Tokens: at, Amount: charge.AmountFor(state.Quantity + at, included) - state.Amount);
            while (hull.Count > 1 && IsBelow(hull[^2], hull[^1], point))
                hull.RemoveAt(hull.Count - 1);
            hull.Add(point);
        }

        return [.. hull.Skip(1).Zip(hull, (to, before) => (to.Tokens - before.Tokens, to.Amount - before.Amount))];
    }

    // Where a price may bend or jump within the next tokens: the first, the last, and on both sides of every step.
    private static IEnumerable<long> Bends(ChargeModel model, long chargeable, long tokens) =>
        Steps(model, chargeable, tokens).Append(0m).SelectMany(step => new[] { (long)step - chargeable, (long)step - chargeable + 1 })
            .Where(at => at > 0 && at < tokens).Append(1).Append(tokens);

    private static IEnumerable<decimal> Steps(ChargeModel model, long chargeable, long tokens) => model switch
    {
        GraduatedModel graduated => graduated.Tiers.Select(tier => tier.UpTo).OfType<decimal>(),
        VolumeModel volume => volume.Tiers.Select(tier => tier.UpTo).OfType<decimal>(),
        // Steps of the same height at the same distance: the first and the last are the corners.
        PackageModel package => [Boundary(package.Size, Math.Max(0, chargeable) + package.Size), Boundary(package.Size, Math.Max(0, chargeable + tokens - 1))],
        _ => [],
    };

    private static decimal Boundary(decimal size, decimal quantity) => quantity - (quantity % size);

    private static bool IsBelow((long Tokens, decimal Amount) before, (long Tokens, decimal Amount) middle, (long Tokens, decimal Amount) after) =>
        (middle.Amount - before.Amount) * (after.Tokens - before.Tokens) <= (after.Amount - before.Amount) * (middle.Tokens - before.Tokens);
}
