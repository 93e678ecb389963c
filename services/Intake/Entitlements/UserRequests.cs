using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Entitlements;

/// <summary>
/// Keeps the requests that a plan lets each end user make in a minute: one row for a user and minute, by the database's clock, so that any number
/// of replicas let exactly as many through. A request under an idempotency key whose answer is known is none; one that a cache answers is.
/// </summary>
internal sealed class UserRequests(NpgsqlDataSource database, EntitlementsCache entitlements)
{
    // Past the limit nothing is written, and nothing comes back but the time until the next minute.
    private const string Count =
        """
        with counted as (
            insert into user_minutes as m (tenant_id, user_id, minute, requests) values ($1, $2, date_trunc('minute', clock_timestamp(), 'UTC'), 1)
            on conflict (tenant_id, user_id, minute) do update set requests = m.requests + 1 where m.requests < $3
            returning minute
        )
        select exists (select 1 from counted),
            date_trunc('minute', clock_timestamp(), 'UTC') + interval '1 minute' - clock_timestamp()
        """;

    private const string Forget = "delete from user_minutes where minute < clock_timestamp() - interval '1 hour'";

    /// <exception cref="TollgateException">USER_LIMIT_REACHED until the next minute.</exception>
    public async ValueTask RequireRoomAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (caller.UserId.Length == 0 || entitlements.Find(caller.TenantId) is not { UserRequestsPerMinute: > 0 and var limit } plan)
            return;

        await using var count = database.CreateCommand(Count);
        count.Parameters.Add(new NpgsqlParameter<string> { TypedValue = caller.TenantId });
        count.Parameters.Add(new NpgsqlParameter<string> { TypedValue = caller.UserId });
        count.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var row = await count.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        if (row.GetBoolean(0))
            return;
        throw TollgateException.ResourceExhausted(
            EntitlementRules.UserLimitReached,
            $"Plan '{plan.PlanId}' lets each end user make {limit} requests a minute.",
            row.GetTimeSpan(1),
            new QuotaViolation("plan:user-requests-per-minute", $"{limit} requests of a minute are made"));
    }

    /// <summary>Removes minutes that are long over.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        await using var forget = database.CreateCommand(Forget);
        await forget.ExecuteNonQueryAsync(cancellationToken);
    }
}
