using System.Data;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Margins;

/// <summary>What a tenant is charged for a range: usage whose attempts began in it, and the fees of the time it has.</summary>
/// <param name="TenantId">Who is charged.</param>
/// <param name="PlanId">Its latest plan in the range; empty when it has none.</param>
/// <param name="UsagePrice">As rated.</param>
/// <param name="Fees">In proportion to time.</param>
/// <param name="Currency">Of both; empty without a plan, when both are zero.</param>
internal sealed record TenantEarnings(string TenantId, string PlanId, decimal UsagePrice, decimal Fees, string Currency = "");

/// <summary>Reads what tenants are charged, before discounts, minimums, packs, credits and tax: those are of a whole period.</summary>
internal sealed class Earnings(NpgsqlDataSource database, PlanArchive plans)
{
    private const string Rated = "select tenant_id, sum(amount) from rated_usage where attempt_time >= $1 and attempt_time < $2 group by tenant_id";

    private static readonly string Subscribed =
        $"select {SubscriptionStore.Columns} from subscriptions where start_time < $1 and (end_time is null or end_time > $2) order by start_time";

    public async Task<IReadOnlyList<TenantEarnings>> ReadAsync(Instant start, Instant end, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var usage = await ReadUsageAsync(transaction, start, end, cancellationToken);
        var subscriptions = await ReadSubscriptionsAsync(transaction, start, end, cancellationToken);

        var earnings = new List<TenantEarnings>();
        foreach (var tenant in usage.Keys.Union(subscriptions.Select(subscription => subscription.TenantId)))
        {
            Subscription[] own = [.. subscriptions.Where(subscription => subscription.TenantId == tenant)];
            var (fees, currency) = (0m, "");
            foreach (var (terms, share) in own.SelectMany(subscription => Stretches(subscription, start, end)))
            {
                var plan = await plans.GetAsync(terms.PlanId, terms.PlanVersion, cancellationToken);
                fees += (plan.RecurringFee + (plan.SeatFee * terms.Seats)) * share;
            }

            if (own.Length > 0)
                currency = (await plans.GetAsync(own[^1].PlanId, own[^1].PlanVersion, cancellationToken)).Currency;
            earnings.Add(new TenantEarnings(tenant, own.Length > 0 ? own[^1].PlanId : "", usage.GetValueOrDefault(tenant), fees, currency));
        }

        return earnings;
    }

    /// <summary>The terms that hold in a range, each with the share it has of its billing period there. A trial has no fees.</summary>
    internal static IEnumerable<(SubscriptionTerms Terms, decimal Share)> Stretches(Subscription subscription, Instant start, Instant end)
    {
        var until = subscription.EndTime is { } ended ? Instant.Min(ended, end) : end;
        var from = Instant.Max(start, subscription.TrialEnd ?? subscription.StartTime);
        while (from < until)
        {
            var period = subscription.PeriodAt(from);
            var next = subscription.Terms.FirstOrDefault(terms => terms.Start > from)?.Start ?? until;
            var to = Instant.Min(until, Instant.Min(period.End, next));
            yield return (subscription.TermsAt(from), (decimal)(to - from).ToInt64Nanoseconds() / (period.End - period.Start).ToInt64Nanoseconds());
            from = to;
        }
    }

    private static async Task<Dictionary<string, decimal>> ReadUsageAsync(
        NpgsqlTransaction transaction, Instant start, Instant end, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Rated, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = start.ToDateTimeUtc() });
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = end.ToDateTimeUtc() });
        var usage = new Dictionary<string, decimal>(StringComparer.Ordinal);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            usage[rows.GetString(0)] = rows.GetDecimal(1);
        return usage;
    }

    private static async Task<List<Subscription>> ReadSubscriptionsAsync(
        NpgsqlTransaction transaction, Instant start, Instant end, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Subscribed, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = end.ToDateTimeUtc() });
        query.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = start.ToDateTimeUtc() });
        var subscriptions = new List<Subscription>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            subscriptions.Add(SubscriptionStore.Read(rows, 0));
        return subscriptions;
    }
}
