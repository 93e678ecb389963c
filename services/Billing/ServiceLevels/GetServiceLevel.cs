using System.Data;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Statements;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>How a period's promises stand, and the hours they are measured by.</summary>
internal sealed record ServiceStanding(BillingPeriod Period, string Currency, IReadOnlyList<ServiceAssessment> Stretches, IReadOnlyList<ServiceHour> Hours);

/// <summary>Says how the promises of a tenant's plan stand in a period: what its invoice would find now.</summary>
internal sealed class GetServiceLevel(NpgsqlDataSource database, GetStatement statements, PlanArchive plans)
{
    /// <summary>The period that an instant falls into; null: now.</summary>
    public async Task<ServiceStanding> ExecuteAsync(string tenantId, Instant? at, CancellationToken cancellationToken)
    {
        var statement = await statements.ExecuteAsync(tenantId, at, cancellationToken) ?? throw SubscriptionErrors.NotSubscribed(tenantId);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var stretches = new List<ServiceAssessment>();
        foreach (var segment in statement.Subscription.SegmentsOf(statement.Period).Where(segment => segment.Start < segment.End))
        {
            var plan = await plans.GetAsync(segment.PlanId, segment.PlanVersion, cancellationToken);
            if (plan.ServiceLevel is not { } level)
                continue;
            var measure = await ServiceMeasurements.ReadAsync(transaction, tenantId, segment.Start, segment.End, level, cancellationToken);
            var fee = statement.Subscription.IsTrial(statement.Period.Start)
                ? 0
                : ProrationShare.Of(plan.RecurringFee, plan.Proration, segment.Period, segment.Start, segment.End);
            stretches.Add(ServiceAssessment.Of(plan, segment.Start, segment.End, measure, fee));
        }

        var hours = await ServiceMeasurements.HoursAsync(transaction, tenantId, statement.Period.Start, statement.Period.End, cancellationToken);
        return new(statement.Period, statement.Currency, stretches, hours);
    }
}
