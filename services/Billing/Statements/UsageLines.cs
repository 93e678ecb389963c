using System.Globalization;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Plans.ChargeModels;

namespace Tollgate.Billing.Statements;

/// <summary>Lines of usage in the order of the plan: as it was rated, then what packs cover, what is above a maximum and below a minimum.</summary>
internal static class UsageLines
{
    public static IEnumerable<StatementLine> Of(SegmentUsage usage, bool isTrial)
    {
        var lines = usage.Plan.Charges.SelectMany(charge => Lines(usage, charge, isTrial)).ToList();
        if (!isTrial && usage.ShareOf(usage.Plan.MinimumCommit) is > 0 and var commit && lines.Sum(line => line.Amount) is var used && used < commit)
        {
            lines.Add(new("minimum-commit", $"Minimum commitment of {Plain(commit)} for usage", 1, 0, commit - used)
            {
                Kind = StatementLineKind.Minimum,
                Start = usage.Segment.Start,
                End = usage.Segment.End,
            });
        }

        return lines;
    }

    private static IEnumerable<StatementLine> Lines(SegmentUsage usage, PlanCharge charge, bool isTrial)
    {
        var used = usage.Charges.TryGetValue(charge.ChargeId, out var total);
        var active = !isTrial && usage.Segment.Start < usage.Segment.End;
        var included = usage.Included(charge);
        // Without usage a charge costs what none costs: most of them nothing.
        var amount = used ? total.Amount : active ? charge.AmountFor(0, included) : 0;
        var gross = BilledMoney.Round(amount);
        if (total.Quantity != 0 || amount != 0)
        {
            yield return Line(usage, charge, StatementLineKind.Usage, charge.DisplayName, total.Quantity, gross) with
            {
                Included = Math.Clamp(total.Quantity, 0, included),
                Parts = charge.Model.Parts(charge.Chargeable(total.Quantity, included)),
                AdjustmentQuantity = total.AdjustmentQuantity,
                AdjustmentAmount = total.AdjustmentAmount,
            };
        }

        var packs = usage.Packs.Where(pack => pack.ChargeId == charge.ChargeId).ToArray();
        foreach (var pack in packs)
            yield return Line(usage, charge, StatementLineKind.BurstPack, pack.DisplayName, pack.Quantity, BilledMoney.Round(pack.Price));
        var covered = packs.Sum(pack => pack.Quantity);
        var net = covered == 0 ? gross : BilledMoney.Round(charge.AmountFor(total.Quantity, included + covered));
        if (net != gross)
            yield return Line(usage, charge, StatementLineKind.BurstPack, $"{charge.DisplayName}, covered by burst packs", covered, net - gross);

        var terms = new ChargeTerms(charge.Model, active ? usage.ShareOf(charge.Minimum) : 0, charge.Maximum);
        foreach (var limit in ChargeLines.OfAmount(terms, net, BilledMoney.Round))
        {
            if (limit.Part is null)
                yield return Line(usage, charge, StatementLineKind.Minimum, $"{charge.DisplayName}, minimum of {Plain(terms.Minimum)}", 1, limit.Total);
            else if (limit.Discounts.Sum() is > 0 and var above)
                yield return Line(usage, charge, StatementLineKind.Maximum, $"{charge.DisplayName}, above the maximum of {Plain(charge.Maximum ?? 0)}", 1, -above);
        }
    }

    private static StatementLine Line(SegmentUsage usage, PlanCharge charge, StatementLineKind kind, string description, long quantity, decimal amount) =>
        new(charge.ChargeId, description, quantity, 0, amount) { Kind = kind, Start = usage.Segment.Start, End = usage.Segment.End };

    private static string Plain(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
