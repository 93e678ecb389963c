using NodaTime;
using Npgsql;
using Tollgate.Billing.Experiments;
using Tollgate.Billing.Plans;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Subscriptions;

/// <summary>Subscribes a tenant to a plan from now on. Asking for the same again changes nothing.</summary>
internal sealed class CreateSubscription(NpgsqlDataSource database, OfferedPlans plans, AssignPrice prices, Outbox outbox)
{
    public async Task<(Subscription Subscription, Instant Now)> ExecuteAsync(string tenantId, string planId, int seats, CancellationToken cancellationToken)
    {
        var offered = await plans.FindAsync(planId, cancellationToken) ?? throw SubscriptionErrors.UnknownPlan(planId);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (existing, now) = await SubscriptionStore.LockAsync(transaction, tenantId, cancellationToken);
        if (existing is not null && (existing.EndTime is null || existing.EndTime > now))
        {
            return existing.PlanId == planId && existing.Seats == seats && existing.EndTime is null
                ? (existing, now)
                : throw TollgateException.FailedPrecondition(
                    "ALREADY_SUBSCRIBED", $"The tenant is subscribed to plan '{existing.PlanId}' with {existing.Seats} seats.");
        }

        var (plan, priceExperiment) = await prices.ForNewAsync(transaction, offered, tenantId, now, cancellationToken);
        var created = new Subscription(Guid.CreateVersion7(now.ToDateTimeOffset()), tenantId, planId, plan.Version, seats, now)
        {
            // Who comes back has tried it.
            TrialEnd = plan.TrialDays > 0 && existing is null ? now + Duration.FromDays(plan.TrialDays) : null,
            Terms = [new(now, planId, plan.Version, seats, TermsReasons.Created) { PriceExperiment = priceExperiment }],
        };
        await SubscriptionStore.InsertAsync(transaction, created, cancellationToken);
        await outbox.AddAsync(
            transaction, EventIds.From(created.SubscriptionId, "created"), SubscriptionMapping.ToChanged(created, created.Terms[0], now), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return (created, now);
    }
}
