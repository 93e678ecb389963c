using Npgsql;
using Tollgate.Billing.Subscriptions;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Experiments;

/// <summary>
/// When an experiment is over, gives each of its tenants the contract it had, from its next period on. What runs keeps the price it began with,
/// and nothing that is closed is priced again. Tenant by tenant: whoever stops in the middle, another replica goes on.
/// </summary>
internal sealed class ReturnTenants(NpgsqlDataSource database, Outbox outbox)
{
    public async Task ExecuteAsync(PriceExperiment experiment, CancellationToken cancellationToken)
    {
        if (experiment.State == ExperimentState.Running || experiment.Keeps)
            return;
        var assignments = await ExperimentStore.AssignmentsAsync(database, experiment.ExperimentId, cancellationToken);
        foreach (var assignment in assignments.Where(one => one.VariantId != PriceExperiment.Control && one.ReturnTime is null))
            await ReturnAsync(experiment, assignment.TenantId, cancellationToken);
    }

    private async Task ReturnAsync(PriceExperiment experiment, string tenantId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (subscription, now) = await SubscriptionStore.LockAsync(transaction, tenantId, cancellationToken);
        // Under the account's lock: another replica may have been here.
        if (await ExperimentStore.FindAssignmentAsync(transaction, experiment.ExperimentId, tenantId, cancellationToken) is not { ReturnTime: null } assignment)
            return;

        if (subscription is not null && subscription.PeriodAt(now).End is var start && !(subscription.EndTime <= start)
            && subscription.TermsAt(start) is var before && before.PriceExperiment == experiment.NameOf(assignment.VariantId))
        {
            var terms = new SubscriptionTerms(start, experiment.PlanId, assignment.ContractVersion, before.Seats, TermsReasons.ExperimentEnded);
            await SubscriptionStore.ChangeAsync(transaction, subscription.SubscriptionId, terms, cancellationToken);
            await outbox.AddAsync(
                transaction, EventIds.From(subscription.SubscriptionId, $"experiment-ended:{experiment.ExperimentId}"),
                SubscriptionMapping.ToChanged(subscription, terms, start), cancellationToken);
        }

        await ExperimentStore.ReturnAsync(transaction, experiment.ExperimentId, tenantId, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
    }
}
