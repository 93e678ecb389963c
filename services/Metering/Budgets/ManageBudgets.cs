using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Budgets;

/// <summary>
/// Creates, changes and removes budgets. There is no cache to tell: every batch of holds reads the budgets it locks, so a change counts
/// for the next decision of every replica.
/// </summary>
internal sealed class ManageBudgets(
    NpgsqlDataSource database, PeriodStore periods, Outbox outbox, IOptions<LedgerOptions> ledger, ILogger<ManageBudgets> logger)
{
    public async Task<PeriodState> CreateAsync(Budget? request, CancellationToken cancellationToken)
    {
        BudgetRules.Check(request, ledger.Value.Currency);
        var wanted = request!.ToDefinition();
        return await Transactions.RunAsync(
            database,
            async transaction =>
            {
                if (await FindAsync(transaction, wanted.TenantId, wanted.BudgetId, forChange: true, cancellationToken) is { } known)
                {
                    return IsSame(known.Budget, wanted)
                        ? known
                        : throw TollgateException.AlreadyExists("BUDGET_EXISTS", $"Budget '{wanted.BudgetId}' exists with other settings.");
                }

                await BudgetStore.InsertAsync(transaction, wanted, cancellationToken);
                BudgetsLog.Created(logger, wanted.BudgetId, wanted.TenantId, wanted.Limit);
                return (await FindAsync(transaction, wanted.TenantId, wanted.BudgetId, forChange: true, cancellationToken))!;
            },
            cancellationToken);
    }

    public async Task<PeriodState> UpdateAsync(Budget? request, CancellationToken cancellationToken)
    {
        BudgetRules.Check(request, ledger.Value.Currency);
        var wanted = request!.ToDefinition();
        var changed = await Transactions.RunAsync(
            database,
            async transaction =>
            {
                var known = await FindAsync(transaction, wanted.TenantId, wanted.BudgetId, forChange: true, cancellationToken)
                    ?? throw NotFound(wanted.BudgetId);
                CheckUnchanged(known.Budget, wanted);
                await BudgetStore.UpdateAsync(
                    transaction, wanted with { Key = known.Budget.Key, PlanVersion = known.Budget.PlanVersion }, cancellationToken);
                return await periods.ChangeLimitAsync(transaction, wanted, cancellationToken);
            },
            cancellationToken);
        outbox.Wake();
        BudgetsLog.Updated(logger, wanted.BudgetId, wanted.TenantId, wanted.Limit);
        return changed;
    }

    public Task<PeriodState> GetAsync(string tenantId, string budgetId, CancellationToken cancellationToken) =>
        Transactions.RunAsync(
            database,
            async transaction => await FindAsync(transaction, tenantId, budgetId, forChange: false, cancellationToken) ?? throw NotFound(budgetId),
            cancellationToken);

    public Task<IReadOnlyList<PeriodState>> ListAsync(string tenantId, CancellationToken cancellationToken) =>
        Transactions.RunAsync(
            database,
            async transaction => (await BudgetStore.ReadAsync(transaction, tenantId, budgetId: null, forChange: false, cancellationToken)).Current(),
            cancellationToken);

    public async Task DeleteAsync(string tenantId, string budgetId, CancellationToken cancellationToken)
    {
        var existed = await Transactions.RunAsync(
            database,
            async transaction =>
            {
                if (await FindAsync(transaction, tenantId, budgetId, forChange: true, cancellationToken) is not { } known)
                    return false;
                await BudgetStore.DeleteAsync(transaction, known.Budget.Key, cancellationToken);
                return true;
            },
            cancellationToken);
        if (existed)
            BudgetsLog.Deleted(logger, budgetId, tenantId);
    }

    private static async Task<PeriodState?> FindAsync(
        NpgsqlTransaction transaction, string tenantId, string budgetId, bool forChange, CancellationToken cancellationToken) =>
        (await BudgetStore.ReadAsync(transaction, tenantId, budgetId, forChange, cancellationToken)).Current().SingleOrDefault();

    private static void CheckUnchanged(BudgetDefinition known, BudgetDefinition wanted)
    {
        var rules = new Validation();
        const string Fixed = "cannot be changed; make another budget";
        rules.Require(known.Scope == wanted.Scope, "budget.scope", Fixed);
        rules.Require(known.ScopeId == wanted.ScopeId, "budget.scope_id", Fixed);
        rules.Require(known.Period == wanted.Period, "budget.period", Fixed);
        rules.Require(known.TimeZone == wanted.TimeZone, "budget.time_zone", Fixed);
        rules.Require(known.Currency == wanted.Currency, "budget.limit", "cannot change between cost and tokens; make another budget");
        rules.ThrowIfInvalid();
    }

    private static bool IsSame(BudgetDefinition known, BudgetDefinition wanted) =>
        known with { Key = 0, Burst = null, CreatedAt = default, PlanVersion = null, Thresholds = wanted.Thresholds } == wanted
        && known.Thresholds.SequenceEqual(wanted.Thresholds);

    internal static TollgateException NotFound(string budgetId) =>
        TollgateException.NotFound("BUDGET_NOT_FOUND", $"There is no budget '{budgetId}'.");
}
