using Tollgate.Billing.Plans;
using Tollgate.Tokens;

namespace Tollgate.Billing.Credits;

/// <summary>Tokens that may come yet, on models of a class.</summary>
internal readonly record struct OpenTokens(string ModelClass, long Input, long Output);

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

    /// <summary>What the tokens can cost at most, rounded up to nanos.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="quantityOf">Where a charge stands in the current period.</param>
    /// <param name="open">The tokens, one item for each model class.</param>
    public static decimal Of(Plan plan, Func<string, long> quantityOf, IEnumerable<OpenTokens> open)
    {
        var pools = new List<(HashSet<PlanCharge> Charges, long Tokens)>();
        foreach (var (modelClass, input, output) in open)
        {
            Pour(pools, plan, modelClass, InputKinds, input);
            Pour(pools, plan, modelClass, OutputKinds, output);
        }

        var exact = pools.Sum(pool => Dearest(pool.Charges, quantityOf, pool.Tokens));
        return decimal.Ceiling(exact * Nanos) / Nanos;
    }

    // Tokens that may meet in one charge are one pool: what is included in it is there once.
    private static void Pour(
        List<(HashSet<PlanCharge> Charges, long Tokens)> pools, Plan plan, string modelClass, TokenKind[] kinds, long tokens)
    {
        if (tokens <= 0)
            return;
        HashSet<PlanCharge> charges = [.. plan.Charges.Where(charge => kinds.Any(kind => charge.Counts(kind, modelClass)))];
        foreach (var met in pools.Where(pool => pool.Charges.Overlaps(charges)).ToArray())
        {
            pools.Remove(met);
            charges.UnionWith(met.Charges);
            tokens = checked(tokens + met.Tokens);
        }

        pools.Add((charges, tokens));
    }

    // Each charge by the steepest way up from where it stands, and the steepest of all first.
    private static decimal Dearest(HashSet<PlanCharge> charges, Func<string, long> quantityOf, long tokens)
    {
        var slopes = charges.SelectMany(charge => Slopes(charge.Price, quantityOf(charge.ChargeId), tokens))
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

    // The upper concave hull of a price over the next tokens.
    private static List<(long Tokens, decimal Amount)> Slopes(GraduatedPrice price, long from, long tokens)
    {
        var start = price.AmountFor(from);
        var hull = new List<(long Tokens, decimal Amount)> { (0, 0) };
        foreach (var at in Kinks(price).Select(kink => kink - from).Where(kink => kink > 0 && kink < tokens).Append(tokens))
        {
            var point = (Tokens: at, Amount: price.AmountFor(from + at) - start);
            while (hull.Count > 1 && IsBelow(hull[^2], hull[^1], point))
                hull.RemoveAt(hull.Count - 1);
            hull.Add(point);
        }

        return [.. hull.Skip(1).Zip(hull, (to, before) => (to.Tokens - before.Tokens, to.Amount - before.Amount))];
    }

    private static IEnumerable<long> Kinks(GraduatedPrice price) =>
        price.Tiers.Where(tier => tier.UpToTokens is not null).Select(tier => price.Included + tier.UpToTokens!.Value).Prepend(price.Included);

    private static bool IsBelow((long Tokens, decimal Amount) before, (long Tokens, decimal Amount) middle, (long Tokens, decimal Amount) after) =>
        (middle.Amount - before.Amount) * (after.Tokens - before.Tokens) <= (after.Amount - before.Amount) * (middle.Tokens - before.Tokens);
}
