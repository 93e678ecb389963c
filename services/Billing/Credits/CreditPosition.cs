using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Rating;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Credits;

/// <summary>What a decision about a hold needs to know, read under the lock of the tenant's account.</summary>
internal sealed class CreditPosition(PlanSegment segment, Plan plan)
{
    // Rated without a hold row: the usage came before a repeated ask for the hold.
    private const string Hold =
        """
        select coalesce(
            (select state from credit_holds where attempt_id = $1),
            (select 2::smallint from rated_usage where attempt_id = $1 and revision = 1),
            0::smallint),
            (select prepaid from accounts where tenant_id = $2)
        """;

    private const string OpenHolds =
        "select model, sum(input_tokens)::bigint, sum(output_tokens)::bigint, count(*) from credit_holds where tenant_id = $1 and state = 1 group by model";

    private const string Charges = "select charge_id, quantity, amount from charge_states where subscription_id = $1 and period_start = $2";

    private const string Left =
        """
        select coalesce(sum(amount - used - expired), 0) from credit_grants
        where tenant_id = $1 and currency = $2 and (expire_time is null or expire_time > clock_timestamp())
        """;

    private readonly List<(string Model, long Input, long Output, long Calls)> open = [];
    private readonly Dictionary<string, ChargeState> states = new(StringComparer.Ordinal);

    /// <summary>Where the attempt's own hold stands.</summary>
    public CreditHoldState State { get; private set; }

    /// <summary>The tenant pays ahead.</summary>
    public bool IsPrepaid { get; private set; }

    /// <summary>What is left in grants that have not expired.</summary>
    public decimal Balance { get; private set; }

    /// <summary>What the open holds, and one more, can cost at most.</summary>
    public decimal Exposure(CreditHold? another)
    {
        IEnumerable<(string Model, long Input, long Output, long Calls)> holds =
            another is null ? open : open.Append((another.Model, another.InputTokens, another.OutputTokens, 1));
        return WorstPrice.Of(
            plan,
            charge => states.GetValueOrDefault(charge.ChargeId),
            charge => ProrationShare.Remaining(charge.Included, plan.Proration, segment.Period, segment.Start),
            holds.Select(hold => new OpenTokens(plan.ModelClasses.ClassOf(hold.Model), hold.Input, hold.Output, hold.Calls)));
    }

    public static async Task<CreditPosition> ReadAsync(
        NpgsqlTransaction transaction, Subscription subscription, PlanSegment segment, Plan plan, Guid attemptId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new(Hold) { Parameters = { Of(attemptId), Of(subscription.TenantId) } },
                new(OpenHolds) { Parameters = { Of(subscription.TenantId) } },
                new(Charges) { Parameters = { Of(subscription.SubscriptionId), Of(segment.Start.ToDateTimeUtc()) } },
                new(Left) { Parameters = { Of(subscription.TenantId), Of(plan.Currency) } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var position = new CreditPosition(segment, plan) { State = (CreditHoldState)reader.GetInt16(0), IsPrepaid = reader.GetBoolean(1) };

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            position.open.Add((reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            position.states[reader.GetString(0)] = new(reader.GetInt64(1), reader.GetDecimal(2));

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        position.Balance = reader.GetDecimal(0);
        return position;
    }

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}
