using System.Globalization;
using NodaTime;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Statements;

/// <summary>
/// Lines of recurring and seat fees. In advance, a stretch pays to the end of the period and gives back what a change leaves unused; in
/// arrears it pays for itself. Both come to the same.
/// </summary>
internal static class FeeLines
{
    /// <summary>Units of a fee that begin at an instant.</summary>
    private sealed record Step(Instant At, int Units, string Description);

    public static IEnumerable<StatementLine> OfTrial(SegmentUsage usage)
    {
        yield return new("recurring", $"{usage.Plan.DisplayName} plan, trial until {Day(usage.Segment.Period.End)}", 1, 0, 0)
        {
            Kind = StatementLineKind.RecurringFee,
            Start = usage.Segment.Start,
            End = usage.Segment.End,
        };
    }

    public static IEnumerable<StatementLine> Of(SegmentUsage usage, Plan? previous, Plan? next)
    {
        // Nothing but late usage: the subscription ended before.
        if (usage.Segment.Start >= usage.Segment.End)
            return [];

        var ended = Ended(usage, next);
        Step begin = new(usage.Segment.Start, 1, Began(usage, previous, $"{usage.Plan.DisplayName} plan"));
        var recurring = Lines(usage, "recurring", StatementLineKind.RecurringFee, usage.Plan.RecurringFee, [begin], $"{usage.Plan.DisplayName} plan, {ended}");
        return usage.Plan.SeatFee == 0
            ? recurring
            : recurring.Concat(Lines(usage, "seats", StatementLineKind.SeatFee, usage.Plan.SeatFee, Seats(usage, previous), $"Seats, {ended}"));
    }

    private static IEnumerable<StatementLine> Lines(
        SegmentUsage usage, string chargeId, StatementLineKind kind, decimal fee, IReadOnlyList<Step> steps, string unused)
    {
        var (plan, segment) = (usage.Plan, usage.Segment);
        var paidTo = plan.FeeTerm == PaymentTerm.InAdvance ? segment.Period.End : segment.End;
        foreach (var step in steps)
            yield return Line(step.Description, step.Units, step.At, paidTo);
        if (segment.End < paidTo)
            yield return Line(unused, -steps.Sum(step => step.Units), segment.End, paidTo);

        StatementLine Line(string description, int units, Instant from, Instant to) =>
            new(chargeId, description, units, 0, ProrationShare.Of(fee * units, plan.Proration, segment.Period, from, to))
            {
                Kind = kind,
                Term = plan.FeeTerm,
                Start = from,
                End = to,
            };
    }

    private static Step[] Seats(SegmentUsage usage, Plan? previous)
    {
        var terms = usage.Segment.Terms;
        var steps = new List<Step> { new(usage.Segment.Start, terms[0].Seats, Began(usage, previous, "Seats")) };
        for (var i = 1; i < terms.Count; i++)
        {
            var added = terms[i].Seats - terms[i - 1].Seats;
            if (added == 0)
                continue;
            var what = $"{Math.Abs(added)} {(Math.Abs(added) == 1 ? "seat" : "seats")} {(added > 0 ? "added" : "removed")}";
            steps.Add(new(terms[i].Start, added, $"{what} on {Day(terms[i].Start)}, {Left(usage, terms[i].Start)}"));
        }

        return [.. steps];
    }

    private static string Began(SegmentUsage usage, Plan? previous, string what) => usage.Segment.IsFirst
        ? what
        : $"{what} after the {Word(usage.Segment.Terms[0].Reason)} from {previous?.DisplayName ?? "another plan"} on {Day(usage.Segment.Start)}, {Left(usage, usage.Segment.Start)}";

    private static string Ended(SegmentUsage usage, Plan? next) => usage.Segment.Next is { } terms
        ? $"unused after the {Word(terms.Reason)} to {next?.DisplayName ?? "another plan"} on {Day(usage.Segment.End)}, {Left(usage, usage.Segment.End)}"
        : $"unused after the cancellation on {Day(usage.Segment.End)}, {Left(usage, usage.Segment.End)}";

    private static string Word(string reason) => reason switch
    {
        TermsReasons.Upgrade => "upgrade",
        TermsReasons.Downgrade => "downgrade",
        _ => "change",
    };

    private static string Left(SegmentUsage usage, Instant at)
    {
        var (passed, all) = ProrationShare.Passed(usage.Plan.Proration, usage.Segment.Period, at);
        return usage.Plan.Proration switch
        {
            Proration.Day => string.Create(CultureInfo.InvariantCulture, $"{all - passed} of {all} days"),
            Proration.Second => string.Create(CultureInfo.InvariantCulture, $"{all - passed:N0} of {all:N0} seconds"),
            _ => "the whole period",
        };
    }

    private static string Day(Instant at) => at.InUtc().Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
