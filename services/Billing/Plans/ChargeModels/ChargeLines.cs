namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>
/// The lines of a bill for a stretch of a period: what its usage adds to what was there before it, part by part. Bills of any split of a
/// period add up to the bill of the whole, but for the rounding of each line.
/// </summary>
public static class ChargeLines
{
    /// <summary>The lines.</summary>
    /// <param name="terms">What is agreed.</param>
    /// <param name="part">The stretch.</param>
    /// <param name="round">Rounds an amount to what can be asked for.</param>
    public static IReadOnlyList<ChargeLine> Of(ChargeTerms terms, PeriodPart part, Func<decimal, decimal> round) =>
        Lines(terms, Added(terms, part), part.IsLast, BilledBefore(terms, part, round), round);

    /// <summary>The lines for a whole period whose amount is known: itself, less what is above the maximum, and what is missing to the minimum.</summary>
    public static IReadOnlyList<ChargeLine> OfAmount(ChargeTerms terms, decimal amount, Func<decimal, decimal> round) =>
        Lines(terms, [new(ChargePartKind.Fee, 0, 1, amount)], isLast: true, 0, round);

    private static List<ChargeLine> Lines(ChargeTerms terms, IEnumerable<ChargePart> parts, bool isLast, decimal billed, Func<decimal, decimal> round)
    {
        var lines = new List<ChargeLine>();
        foreach (var part in parts)
        {
            var line = Line(terms, part, billed, round);
            billed += line.Total;
            lines.Add(line);
        }

        // A minimum is for the whole period: only its end shows what is missing.
        if (isLast && billed < terms.Minimum)
            lines.Add(new(null, 0, 1, terms.Minimum - billed, terms.Minimum - billed, []));
        return lines;
    }

    private static ChargeLine Line(ChargeTerms terms, ChargePart added, decimal billed, Func<decimal, decimal> round)
    {
        var amount = round(added.Amount);
        var discounts = new List<decimal>(2);
        if (terms.DiscountPercent > 0)
            discounts.Add(round(amount * terms.DiscountPercent / 100m));
        var asked = amount - discounts.Sum();
        if (terms.Maximum is { } maximum && billed + asked > maximum)
            discounts.Add(Math.Min(asked, billed + asked - maximum));
        // A share of an amount is an amount: one of it, not so many dollars at so much each.
        return added.Kind == ChargePartKind.Share
            ? new(added.Kind, added.Tier, 1, amount, amount, discounts)
            : new(added.Kind, added.Tier, added.Quantity, added.UnitPrice, amount, discounts);
    }

    private static IEnumerable<ChargePart> Added(ChargeTerms terms, PeriodPart part) => terms.Model.When switch
    {
        BilledWhen.PeriodStart => part.IsFirst ? Parts(terms, part.After) : [],
        BilledWhen.PeriodEnd => part.IsLast ? Parts(terms, part.After) : [],
        _ when part.Before.Quantity == 0 => Parts(terms, part.After),
        _ => Difference(Parts(terms, part.Before), Parts(terms, part.After)),
    };

    private static IEnumerable<ChargePart> Difference(IReadOnlyList<ChargePart> before, IReadOnlyList<ChargePart> after)
    {
        foreach (var part in after)
        {
            var added = part with { Quantity = part.Quantity - Quantity(before, part) };
            if (added.Quantity != 0)
                yield return added;
        }

        // A correction can lead back out of a tier.
        foreach (var part in before)
        {
            if (!after.Any(other => IsSame(other, part)) && part.Quantity != 0)
                yield return part with { Quantity = -part.Quantity };
        }
    }

    private static decimal Quantity(IReadOnlyList<ChargePart> parts, ChargePart like) => parts.Where(part => IsSame(part, like)).Sum(part => part.Quantity);

    private static bool IsSame(ChargePart one, ChargePart other) => (one.Kind, one.Tier) == (other.Kind, other.Tier);

    /// <summary>
    /// What earlier parts of the period were asked for. Their bills and the usage before may disagree (a bill was corrected, or its usage
    /// came late): the larger counts, so that nobody pays beyond the maximum or twice towards the minimum.
    /// </summary>
    private static decimal BilledBefore(ChargeTerms terms, PeriodPart part, Func<decimal, decimal> round)
    {
        var rated = terms.Model.When == BilledWhen.AsUsed && part.Before.Quantity != 0
            ? round(Parts(terms, part.Before).Sum(before => before.Amount) * (100m - terms.DiscountPercent) / 100m)
            : 0;
        var billed = Math.Max(rated, part.BilledBefore);
        return terms.Maximum is { } maximum ? Math.Min(billed, maximum) : billed;
    }

    private static IReadOnlyList<ChargePart> Parts(ChargeTerms terms, ChargeUsage usage) =>
        terms.Model.Parts(usage with { Quantity = usage.Quantity - terms.FreeQuantity });
}
