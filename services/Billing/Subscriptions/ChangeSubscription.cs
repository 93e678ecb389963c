using NodaTime;
using Npgsql;
using Tollgate.Billing.Credits;
using Tollgate.Billing.Plans;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Billing.Subscriptions;

/// <summary>A change that an operator asks for.</summary>
/// <param name="TenantId">Whose subscription.</param>
/// <param name="RequestId">The same again changes nothing.</param>
/// <param name="PlanId">Another plan, or its current version; null to keep what there is.</param>
/// <param name="Seats">Other seats; null to keep them.</param>
/// <param name="AtPeriodEnd">From the next period on, not from now.</param>
internal sealed record SubscriptionChange(string TenantId, string RequestId, string? PlanId, int? Seats, bool AtPeriodEnd)
{
    /// <summary>What is asked, to recognise it.</summary>
    public string Text => FormattableString.Invariant($"change plan={PlanId} seats={Seats} at_period_end={AtPeriodEnd}");
}

/// <summary>Gives a subscription other terms, from now or from the next period on. What is rated already stays as it is.</summary>
internal sealed class ChangeSubscription(
    NpgsqlDataSource database, SubscriptionStore store, OfferedPlans offered, PlanArchive archive, Outbox outbox)
{
    public async Task<(Subscription Subscription, Instant Now)> ExecuteAsync(SubscriptionChange change, CancellationToken cancellationToken)
    {
        var plan = change.PlanId is null
            ? null
            : await offered.FindAsync(change.PlanId, cancellationToken) ?? throw SubscriptionErrors.UnknownPlan(change.PlanId);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (found, now) = await SubscriptionStore.LockAsync(transaction, change.TenantId, cancellationToken);
        var subscription = found ?? throw SubscriptionErrors.NotSubscribed(change.TenantId);
        if (!await SubscriptionStore.BeginRequestAsync(transaction, change.TenantId, change.RequestId, change.Text, cancellationToken))
            return (subscription, now);
        if (subscription.EndTime is not null)
            throw SubscriptionErrors.Ended();

        var start = Start(subscription, now, change.AtPeriodEnd);
        var before = subscription.TermsAt(start);
        var old = await archive.GetAsync(before.PlanId, before.PlanVersion, cancellationToken);
        if (plan is not null && plan.Currency != old.Currency)
            throw SubscriptionErrors.OtherCurrency(old.Currency);
        var terms = Terms(before, old, plan ?? old, change.Seats ?? before.Seats, start);
        if (terms is not null)
        {
            await SubscriptionStore.ChangeAsync(transaction, subscription.SubscriptionId, terms, cancellationToken);
            if (!change.AtPeriodEnd)
                await RequireCoverAsync(transaction, change.TenantId, terms.Start, plan ?? old, cancellationToken);
            await outbox.AddAsync(
                transaction, EventIds.From(subscription.SubscriptionId, $"changed:{change.RequestId}"),
                SubscriptionMapping.ToChanged(subscription, terms, start), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        var (changed, _) = await store.FindAsync(change.TenantId, cancellationToken);
        return (changed ?? subscription, now);
    }

    // Calls that were admitted under the old plan are rated under the new one.
    private static async Task RequireCoverAsync(
        NpgsqlTransaction transaction, string tenantId, Instant at, Plan plan, CancellationToken cancellationToken)
    {
        var (changed, _) = await SubscriptionStore.LockAsync(transaction, tenantId, cancellationToken);
        var position = await CreditPosition.ReadAsync(transaction, changed!, changed!.SegmentAt(at), plan, Guid.Empty, cancellationToken);
        if (position.IsPrepaid && position.Balance < position.Exposure(null))
            throw SubscriptionErrors.CallsInFlight();
    }

    // Two changes in one microsecond: the second one is a microsecond later, so that both are on record.
    private static Instant Start(Subscription subscription, Instant now, bool atPeriodEnd)
    {
        if (atPeriodEnd)
            return subscription.PeriodAt(now).End;
        var latest = subscription.TermsAt(now).Start;
        return now > latest ? now : latest + Duration.FromTicks(10);
    }

    private static SubscriptionTerms? Terms(SubscriptionTerms before, Plan old, Plan plan, int seats, Instant start)
    {
        var changed = (plan.PlanId, plan.Version) != (old.PlanId, old.Version);
        if (!changed && seats == before.Seats)
            return null;
        var reason = changed
            ? plan.RecurringFee.CompareTo(old.RecurringFee) switch { > 0 => TermsReasons.Upgrade, < 0 => TermsReasons.Downgrade, _ => TermsReasons.NewTerms }
            : seats > before.Seats ? TermsReasons.SeatsAdded : TermsReasons.SeatsRemoved;
        return new(start, plan.PlanId, plan.Version, seats, reason) { PriceExperiment = changed ? null : before.PriceExperiment };
    }
}
