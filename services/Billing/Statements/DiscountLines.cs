namespace Tollgate.Billing.Statements;

/// <summary>What a plan's discounts take off, one after the other, never more than there is.</summary>
internal static class DiscountLines
{
    public static IEnumerable<StatementLine> Of(SegmentUsage usage, IReadOnlyList<StatementLine> lines)
    {
        var taken = new List<StatementLine>();
        foreach (var discount in usage.Plan.Discounts.Where(discount => discount.HoldsAt(usage.Segment.Period.Start)))
        {
            var reduced = lines.Where(line => discount.Covers(line.ChargeId)).Sum(line => line.Amount)
                + (discount.Charges.Count == 0 ? taken.Sum(line => line.Amount) : 0);
            var off = discount.Percent > 0 ? BilledMoney.Round(reduced * discount.Percent / 100m) : usage.ShareOf(discount.Amount);
            if (Math.Min(off, reduced) is > 0 and var amount)
            {
                taken.Add(new(discount.DiscountId, discount.DisplayName, 1, 0, -amount)
                {
                    Kind = StatementLineKind.Discount,
                    Start = usage.Segment.Start,
                    End = usage.Segment.End,
                });
            }
        }

        return taken;
    }
}
