using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Subscriptions;

/// <summary>Subscribes a tenant to a plan from now on. Asking for the same again changes nothing.</summary>
internal sealed class CreateSubscription(NpgsqlDataSource database, PlanCatalogue plans, Outbox outbox)
{
    public async Task<(Subscription Subscription, Instant Now)> ExecuteAsync(string tenantId, string planId, int seats, CancellationToken cancellationToken)
    {
        var plan = plans.Find(planId) ?? throw TollgateException.NotFound("UNKNOWN_PLAN", $"There is no plan '{planId}'.");

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (existing, now) = await SubscriptionStore.LockAsync(transaction, tenantId, cancellationToken);
        if (existing is not null)
        {
            return existing.PlanId == planId && existing.Seats == seats
                ? (existing, now)
                : throw TollgateException.FailedPrecondition(
                    "ALREADY_SUBSCRIBED", $"The tenant is subscribed to plan '{existing.PlanId}' with {existing.Seats} seats.");
        }

        var created = new Subscription(Guid.CreateVersion7(now.ToDateTimeOffset()), tenantId, planId, plan.Version, seats, now);
        await SubscriptionStore.InsertAsync(transaction, created, cancellationToken);
        await outbox.AddAsync(
            transaction,
            EventIds.From(created.SubscriptionId, "created"),
            new SubscriptionChanged
            {
                SubscriptionId = created.SubscriptionId,
                TenantId = tenantId,
                PlanId = planId,
                PlanVersion = plan.Version,
                ChangeTime = now.ToDateTimeOffset(),
            },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return (created, now);
    }
}
