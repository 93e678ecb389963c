using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;

namespace Tollgate.Metering.Ledger;

/// <summary>
/// Decides what a usage fact becomes: the first is an entry with the totals, a better known one an entry with the difference, the same
/// or a less well known one nothing. Plain decisions on locked rows.
/// </summary>
internal static class Settlement
{
    public static SettlementResult Settle(Books books, PriorUsage prior, TokensMetered fact)
    {
        var amounts = UsageAmounts.From(fact.Usage, fact.Origins, fact.CostNanos);
        var hold = books.Find(fact.AttemptId);
        if (hold is { Revision: > 0 })
            return Correct(books, hold, prior, fact, amounts);

        var identity = AttemptIdentity.Of(fact);
        if (hold is { HeldAt: not null } && hold.TenantId != fact.TenantId)
            return new SettlementResult.Disbelieved("IDENTITY_MISMATCH");

        var (reached, held) = hold is { Status: HoldStatus.Held }
            ? (hold.Periods, hold.Worst)
            : (books.Budgets.Applicable(ScopeKeys.Of(identity.Spender)), Spend.Zero);
        var charged = reached.Where(period => fact.Payer == Payer.Customer || !period.Budget.IsCustomers).ToArray();
        foreach (var period in charged)
            period.Settle(fact.AttemptId, held.In(period.Budget.Unit), amounts.Spend.In(period.Budget.Unit));
        foreach (var period in reached.Except(charged))
            period.Release(fact.AttemptId, held.In(period.Budget.Unit));

        if (hold is null)
        {
            hold = new Hold { AttemptId = fact.AttemptId, OperationId = fact.OperationId, TenantId = fact.TenantId, Provider = fact.Provider, Model = fact.Model };
            books.Add(hold);
        }

        hold.Status = HoldStatus.Settled;
        hold.Periods = charged;
        hold.EndedAt = books.Now;
        return Post(books, hold, prior, fact, identity, amounts);
    }

    private static SettlementResult Correct(Books books, Hold hold, PriorUsage prior, TokensMetered fact, UsageAmounts amounts)
    {
        if ((short)fact.Rank <= hold.Rank)
            return SettlementResult.Known;
        var (identity, total) = prior.Of(fact.AttemptId);
        if (identity.TenantId != fact.TenantId)
            return new SettlementResult.Disbelieved("IDENTITY_MISMATCH");

        var difference = amounts - total;
        foreach (var period in hold.Periods)
            period.Correct(fact.AttemptId, difference.Spend.In(period.Budget.Unit));
        return Post(books, hold, prior, fact, identity, difference);
    }

    private static SettlementResult.Posted Post(
        Books books, Hold hold, PriorUsage prior, TokensMetered fact, AttemptIdentity identity, UsageAmounts amounts)
    {
        hold.Revision++;
        hold.Rank = (short)fact.Rank;
        hold.IsChanged = true;
        prior.Add(fact.AttemptId, identity, amounts);
        return new SettlementResult.Posted(new LedgerEntry
        {
            AttemptId = fact.AttemptId,
            Revision = hold.Revision,
            EventId = fact.EventId,
            Identity = identity,
            Outcome = fact.Outcome,
            Rank = fact.Rank,
            Amounts = amounts,
            Currency = fact.Currency,
            PriceVersion = fact.PriceVersion,
            RecordTime = books.Now,
            Periods = hold.Periods,
            TraceParent = fact.TraceParent,
        });
    }
}
