using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Experiments;

/// <summary>
/// Gives a tenant that is on the plan already a variant, from its next period on: what runs and what is closed keeps its price. The same again
/// changes nothing.
/// </summary>
internal sealed class AssignTenant(NpgsqlDataSource database, AssignPrice prices, PlanArchive plans, Outbox outbox)
{
    public async Task<PriceAssignment> ExecuteAsync(string experimentId, string tenantId, string variantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (subscription, now) = await SubscriptionStore.LockAsync(transaction, tenantId, cancellationToken);
        var experiment = await ExperimentStore.LockAsync(transaction, experimentId, cancellationToken) ?? throw ExperimentErrors.Unknown(experimentId);
        if (await ExperimentStore.FindAssignmentAsync(transaction, experimentId, tenantId, cancellationToken) is { } known)
            return known.VariantId == variantId ? known : throw ExperimentErrors.AlreadyAssigned(known.VariantId);
        if (!experiment.AssignsAt(now))
            throw ExperimentErrors.NotRunning(experimentId);
        if (subscription is null)
            throw SubscriptionErrors.NotSubscribed(tenantId);
        if (subscription.EndTime is not null)
            throw SubscriptionErrors.Ended();

        var start = subscription.PeriodAt(now).End;
        var before = subscription.TermsAt(start);
        if (before.PlanId != experiment.PlanId)
            throw ExperimentErrors.OtherPlan(experiment.PlanId);
        if (variantId != PriceExperiment.Control)
        {
            var variant = experiment.Variants.FirstOrDefault(one => one.VariantId == variantId) ?? throw ExperimentErrors.UnknownVariant(variantId);
            var contract = await plans.GetAsync(before.PlanId, before.PlanVersion, cancellationToken);
            if (await prices.WhyNotAsync(transaction, experiment, variant, contract, tenantId, start, cancellationToken) is { Length: > 0 } guardrail)
                throw ExperimentErrors.Guarded(guardrail);
            var terms = new SubscriptionTerms(start, experiment.PlanId, variant.PlanVersion, before.Seats, TermsReasons.PriceExperiment)
            {
                PriceExperiment = experiment.NameOf(variantId),
            };
            await SubscriptionStore.ChangeAsync(transaction, subscription.SubscriptionId, terms, cancellationToken);
            await outbox.AddAsync(
                transaction, EventIds.From(subscription.SubscriptionId, $"experiment:{experimentId}"),
                SubscriptionMapping.ToChanged(subscription, terms, start), cancellationToken);
        }

        var assignment = new PriceAssignment(tenantId, variantId, AssignPrice.ByOperator, "", before.PlanVersion, now, null);
        await ExperimentStore.AssignAsync(transaction, experimentId, assignment, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return assignment;
    }
}
