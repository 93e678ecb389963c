using Npgsql;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Stripe;

/// <summary>Which customers tenants are, and how their reports stand.</summary>
internal sealed class StripeCustomers(NpgsqlDataSource database)
{
    private const string Set =
        "insert into stripe_customers (tenant_id, customer_id) values ($1, $2) on conflict (tenant_id) do update set customer_id = excluded.customer_id";

    // One statement, one snapshot: the parts add up to what is rated.
    private const string Report =
        """
        with s as (select subscription_id from subscriptions where tenant_id = $1),
        events as (
            select e.charge_id,
                coalesce(sum(e.quantity) filter (where e.state = 1), 0)::bigint as sent, coalesce(sum(e.quantity) filter (where e.state = 0), 0)::bigint as pending,
                coalesce(sum(e.quantity) filter (where e.state = 2), 0)::bigint as doubtful, coalesce(sum(e.quantity) filter (where e.state = 3), 0)::bigint as refused
            from stripe_events e join s using (subscription_id) group by e.charge_id),
        unreported as (
            select l.charge_id, sum(l.quantity)::bigint as quantity
            from rated_usage u join s using (subscription_id) join rated_lines l using (attempt_id, revision)
            left join stripe_progress p on p.subscription_id = u.subscription_id
            where u.sequence > coalesce(p.last_sequence, 0) group by l.charge_id),
        carried as (select c.charge_id, sum(c.quantity)::bigint as quantity from stripe_carry c join s using (subscription_id) group by c.charge_id)
        select charge_id, coalesce(e.sent, 0), coalesce(e.pending, 0), coalesce(e.doubtful, 0), coalesce(e.refused, 0), coalesce(c.quantity, 0),
            coalesce(u.quantity, 0)
        from events e full join unreported u using (charge_id) full join carried c using (charge_id) order by charge_id
        """;

    public async Task SetAsync(SetStripeCustomerRequest request, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        TenantIds.Require(rules, request.TenantId);
        rules.Require(
            request.CustomerId.StartsWith("cus_", StringComparison.Ordinal) && request.CustomerId.Length is > 4 and <= 255
            && request.CustomerId.AsSpan(4).IndexOfAnyExceptInRange('0', 'z') < 0,
            "customer_id", "must be an id of Stripe, cus_ and letters");
        rules.ThrowIfInvalid();
        await using var command = database.CreateCommand(Set);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.TenantId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = request.CustomerId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<GetStripeReportResponse> ReportAsync(string tenantId, CancellationToken cancellationToken)
    {
        var rules = new Validation();
        TenantIds.Require(rules, tenantId);
        rules.ThrowIfInvalid();
        await using var query = database.CreateCommand(Report);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        var response = new GetStripeReportResponse();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            response.Charges.Add(new StripeCharge
            {
                ChargeId = rows.GetString(0),
                Sent = rows.GetInt64(1),
                Pending = rows.GetInt64(2),
                Doubtful = rows.GetInt64(3),
                Refused = rows.GetInt64(4),
                Carried = rows.GetInt64(5),
                Unreported = rows.GetInt64(6),
            });
        }

        return response;
    }
}
