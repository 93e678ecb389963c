using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Rerating;
using Tollgate.Tokens;
using UsageEntryKind = Tollgate.Contracts.Metering.V1.UsageEntryKind;

namespace Tollgate.Metering.Ledger;

/// <summary>
/// Decides what a usage fact becomes: the first is an entry with the totals, a better known one an entry with the difference, the same
/// or a less well known one nothing. Plain decisions on locked rows.
/// </summary>
internal static class Settlement
{
    /// <param name="books">The locked rows.</param>
    /// <param name="prior">Entries of the attempts that may be corrected.</param>
    /// <param name="fact">The fact.</param>
    /// <param name="reratedBy">Prices that attempts were priced by anew, by version.</param>
    public static SettlementResult Settle(
        Books books, PriorUsage prior, TokensMetered fact, IReadOnlyDictionary<string, PriceEntry> reratedBy)
    {
        var amounts = UsageAmounts.From(fact.Usage, fact.Origins, fact.CostNanos);
        var hold = books.Find(fact.AttemptId);
        if (hold is { Revision: > 0 })
            return Correct(books, hold, prior, fact, amounts, reratedBy);

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
        return new SettlementResult.Posted(Post(books, hold, prior, fact, identity, amounts, corrects: null));
    }

    private static SettlementResult Correct(
        Books books, Hold hold, PriorUsage prior, TokensMetered fact, UsageAmounts amounts, IReadOnlyDictionary<string, PriceEntry> reratedBy)
    {
        if ((short)fact.Rank <= hold.Rank)
            return SettlementResult.Known;
        var known = prior.Of(fact.AttemptId);
        if (known.Identity.TenantId != fact.TenantId)
            return new SettlementResult.Disbelieved("IDENTITY_MISMATCH");

        // Between usage and usage: what re-rates have added is not Inference's to correct.
        var difference = amounts - known.Total;
        foreach (var period in hold.Periods)
            period.Correct(fact.AttemptId, difference.Spend.In(period.Budget.Unit));
        var correction = Post(books, hold, prior, fact, known.Identity, difference, known.Revision);
        // The re-rate was made for the old usage; now it is made for the new one.
        var rerate = known.IsRerated
            && reratedBy.TryGetValue(known.PriceVersion, out var price)
            && RepriceAttempt.CanBePriced(prior.Of(fact.AttemptId), price, fact.Currency)
            ? RepriceAttempt.Reprice(books, hold, prior, price)
            : null;
        return new SettlementResult.Posted(correction, rerate);
    }

    private static LedgerEntry Post(
        Books books, Hold hold, PriorUsage prior, TokensMetered fact, AttemptIdentity identity, UsageAmounts amounts, int? corrects)
    {
        hold.Revision++;
        hold.Rank = (short)fact.Rank;
        hold.IsChanged = true;
        var entry = new LedgerEntry
        {
            AttemptId = fact.AttemptId,
            Revision = hold.Revision,
            Kind = corrects is null ? UsageEntryKind.Usage : UsageEntryKind.Correction,
            Corrects = corrects,
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
        };
        prior.Add(entry);
        return entry;
    }
}
