using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Statements;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>
/// What the promises of a subscription's plans came to in a period, and what an invoice credits for it. The invoice of a period assesses it and,
/// once more, the period before: requests that were counted after that one was invoiced may show a miss, and then the difference is credited.
/// What was credited stays.
/// </summary>
internal sealed class AssessService(PlanArchive plans)
{
    /// <summary>As it stands. For good while the tenant's account is locked.</summary>
    /// <param name="transaction">Whose view of the measurements it is.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="period">The period of the invoice.</param>
    /// <param name="statement">Its statement.</param>
    /// <param name="segments">What that is made of.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<IReadOnlyList<ServiceAssessment>> StandingAsync(
        NpgsqlTransaction transaction, Subscription subscription, BillingPeriod period, Statement statement, IReadOnlyList<SegmentUsage> segments,
        CancellationToken cancellationToken)
    {
        var assessments = new List<ServiceAssessment>();
        if (PeriodBefore(subscription, period) is { } before && await PromisesAsync(subscription, before, cancellationToken)
            && await ServiceAssessmentStore.IsInvoicedAsync(transaction, subscription.SubscriptionId, before.Start, cancellationToken))
        {
            var (earlier, itsSegments) = await StatementReader.ReadAsync(transaction, subscription, before, plans, null, cancellationToken);
            var more = await AssessAsync(transaction, subscription, earlier, itsSegments, cancellationToken);
            assessments.AddRange(more.Where(assessment => assessment.Amount > 0));
        }

        assessments.AddRange(await AssessAsync(transaction, subscription, statement, segments, cancellationToken));
        return assessments;
    }

    /// <summary>As a final invoice found it.</summary>
    public Task<IReadOnlyList<ServiceAssessment>> IssuedAsync(NpgsqlTransaction transaction, Guid invoiceId, CancellationToken cancellationToken) =>
        ServiceAssessmentStore.ListAsync(transaction, invoiceId, plans, cancellationToken);

    private async Task<IReadOnlyList<ServiceAssessment>> AssessAsync(
        NpgsqlTransaction transaction, Subscription subscription, Statement statement, IReadOnlyList<SegmentUsage> segments,
        CancellationToken cancellationToken)
    {
        var assessments = new List<ServiceAssessment>();
        foreach (var usage in segments.Where(usage => usage.Plan.ServiceLevel is not null && usage.Segment.Start < usage.Segment.End))
        {
            var (start, end) = (usage.Segment.Start, usage.Segment.End);
            var measure = await ServiceMeasurements.ReadAsync(
                transaction, subscription.TenantId, start, end, usage.Plan.ServiceLevel!, cancellationToken);
            var fee = subscription.IsTrial(usage.Segment.Period.Start) ? 0 : usage.ShareOf(usage.Plan.RecurringFee);
            var assessment = ServiceAssessment.Of(usage.Plan, start, end, measure, fee);
            // Never more than the stretch is charged: a credit gives back, it does not pay out.
            var charged = Math.Max(0, statement.Lines.Where(line => line.SegmentStart == start).Sum(line => line.Amount));
            var credited = await ServiceAssessmentStore.CreditedAsync(transaction, subscription.SubscriptionId, start, cancellationToken);
            assessments.Add(assessment with { Amount = Math.Max(0, Math.Min(assessment.Owed, charged) - credited) });
        }

        return assessments;
    }

    private async Task<bool> PromisesAsync(Subscription subscription, BillingPeriod period, CancellationToken cancellationToken)
    {
        foreach (var segment in subscription.SegmentsOf(period))
        {
            if ((await plans.GetAsync(segment.PlanId, segment.PlanVersion, cancellationToken)).ServiceLevel is not null)
                return true;
        }

        return false;
    }

    private static BillingPeriod? PeriodBefore(Subscription subscription, BillingPeriod period) =>
        period.Start > subscription.StartTime ? subscription.PeriodAt(period.Start - Duration.Epsilon) : null;
}
