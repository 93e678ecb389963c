using NodaTime;
using Npgsql;
using NpgsqlTypes;
using Tollgate.Billing.Persistence;
using Tollgate.Billing.Subscriptions;

namespace Tollgate.Billing.Experiments;

/// <summary>The tables of price experiments. Whoever assigns a tenant holds its account, and then the experiment.</summary>
internal static class ExperimentStore
{
    private const string Columns =
        """
        select experiment_id, plan_id, max_share, min_margin, min_tenants, start_time, end_time, state, state_reason, keeps,
            array(select variant_id from price_variants v where v.experiment_id = e.experiment_id order by variant_id),
            array(select plan_version from price_variants v where v.experiment_id = e.experiment_id order by variant_id),
            array(select share from price_variants v where v.experiment_id = e.experiment_id order by variant_id),
            array(select margin from price_variants v where v.experiment_id = e.experiment_id order by variant_id)
        from price_experiments e
        """;

    private const string Insert =
        """
        insert into price_experiments (experiment_id, plan_id, max_share, min_margin, min_tenants, start_time, end_time)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (experiment_id) do nothing
        """;

    private const string InsertVariants =
        """
        insert into price_variants (experiment_id, variant_id, plan_id, plan_version, share)
        select $1, variant_id, $2, plan_version, share from unnest($3::text[], $4::text[], $5::int[]) as v (variant_id, plan_version, share)
        """;

    // Over is over: the first word holds.
    private const string Conclude =
        """
        update price_experiments set state = $2, state_reason = $3, keeps = $4, state_time = clock_timestamp()
        where experiment_id = $1 and state = 'running'
        """;

    private const string Assignment =
        "select tenant_id, variant_id, assigned_by, reason, contract_version, assign_time, return_time from price_assignments where experiment_id = $1";

    private const string Assign =
        """
        insert into price_assignments (experiment_id, tenant_id, variant_id, assigned_by, reason, contract_version, assign_time)
        values ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string Counts =
        """
        select (select count(*) from price_assignments where experiment_id = $1 and variant_id <> 'control' and return_time is null),
            (select count(distinct tenant_id) from subscriptions where plan_id = $2 and (end_time is null or end_time > $3) and tenant_id <> $4) + 1
        """;

    /// <summary>All of them, newest first.</summary>
    public static async Task<IReadOnlyList<PriceExperiment>> ListAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"{Columns} order by start_time desc, experiment_id");
        return await ReadAllAsync(query, cancellationToken);
    }

    /// <summary>The experiment with that id, or null. Locked until the transaction ends.</summary>
    public static Task<PriceExperiment?> LockAsync(NpgsqlTransaction transaction, string experimentId, CancellationToken cancellationToken) =>
        LockAsync(transaction, "where experiment_id = $1", experimentId, cancellationToken);

    /// <summary>The experiment that runs with a plan, or null. Locked until the transaction ends.</summary>
    public static Task<PriceExperiment?> LockRunningAsync(NpgsqlTransaction transaction, string planId, CancellationToken cancellationToken) =>
        LockAsync(transaction, "where plan_id = $1 and state = 'running'", planId, cancellationToken);

    /// <summary>False when there is one with that id.</summary>
    public static async Task<bool> InsertAsync(NpgsqlTransaction transaction, PriceExperiment experiment, CancellationToken cancellationToken)
    {
        await using (var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction))
        {
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experiment.ExperimentId });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experiment.PlanId });
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = experiment.MaxShare });
            insert.Parameters.Add(new NpgsqlParameter { Value = (object?)experiment.MinMargin ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
            insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = experiment.MinTenants });
            insert.Parameters.Add(SubscriptionStore.Time(experiment.Start));
            insert.Parameters.Add(SubscriptionStore.Time(experiment.End));
            if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
                return false;
        }

        await using var variants = new NpgsqlCommand(InsertVariants, transaction.Connection, transaction);
        variants.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experiment.ExperimentId });
        variants.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experiment.PlanId });
        variants.Add(experiment.Variants, variant => variant.VariantId);
        variants.Add(experiment.Variants, variant => variant.PlanVersion);
        variants.Add(experiment.Variants, variant => variant.Share);
        await variants.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>Ends one that runs. False when it is over already.</summary>
    public static async Task<bool> ConcludeAsync(
        NpgsqlDataSource database, string experimentId, ExperimentState state, string reason, bool keeps, CancellationToken cancellationToken)
    {
        await using var conclude = database.CreateCommand(Conclude);
        conclude.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experimentId });
        conclude.Parameters.Add(new NpgsqlParameter<string> { TypedValue = state.ToString().ToLowerInvariant() });
        conclude.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        conclude.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = keeps });
        return await conclude.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Remembers what a variant was judged at.</summary>
    public static async Task NoteMarginAsync(
        NpgsqlDataSource database, string experimentId, string variantId, long margin, CancellationToken cancellationToken)
    {
        await using var note = database.CreateCommand(
            "update price_variants set margin = $3, judge_time = clock_timestamp() where experiment_id = $1 and variant_id = $2");
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experimentId });
        note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = variantId });
        note.Parameters.Add(new NpgsqlParameter<long> { TypedValue = margin });
        await note.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Everybody who is in it, in the order they came.</summary>
    public static async Task<IReadOnlyList<PriceAssignment>> AssignmentsAsync(
        NpgsqlDataSource database, string experimentId, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand($"{Assignment} order by assign_time, tenant_id");
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experimentId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var assignments = new List<PriceAssignment>();
        while (await reader.ReadAsync(cancellationToken))
            assignments.Add(ReadAssignment(reader));
        return assignments;
    }

    /// <summary>How a tenant is in it; null when it is not.</summary>
    public static async Task<PriceAssignment?> FindAssignmentAsync(
        NpgsqlTransaction transaction, string experimentId, string tenantId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand($"{Assignment} and tenant_id = $2", transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experimentId });
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? ReadAssignment(reader) : null;
    }

    public static async Task AssignAsync(
        NpgsqlTransaction transaction, string experimentId, PriceAssignment assignment, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(Assign, transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experimentId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = assignment.TenantId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = assignment.VariantId });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = assignment.AssignedBy });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = assignment.Reason });
        insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = assignment.ContractVersion });
        insert.Parameters.Add(SubscriptionStore.Time(assignment.AssignTime));
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task ReturnAsync(
        NpgsqlTransaction transaction, string experimentId, string tenantId, Instant now, CancellationToken cancellationToken)
    {
        await using var update = new NpgsqlCommand(
            "update price_assignments set return_time = $3 where experiment_id = $1 and tenant_id = $2", transaction.Connection, transaction);
        update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experimentId });
        update.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        update.Parameters.Add(SubscriptionStore.Time(now));
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Tenants that have other prices, and tenants of the plan with one more that may not be among them yet.</summary>
    public static async Task<(long Treated, long Tenants)> CountAsync(
        NpgsqlTransaction transaction, PriceExperiment experiment, string tenantId, Instant now, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(Counts, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experiment.ExperimentId });
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = experiment.PlanId });
        query.Parameters.Add(SubscriptionStore.Time(now));
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task<PriceExperiment?> LockAsync(
        NpgsqlTransaction transaction, string where, string value, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand($"{Columns} {where} for update of e", transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });
        return (await ReadAllAsync(query, cancellationToken)).SingleOrDefault();
    }

    private static async Task<IReadOnlyList<PriceExperiment>> ReadAllAsync(NpgsqlCommand query, CancellationToken cancellationToken)
    {
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var experiments = new List<PriceExperiment>();
        while (await reader.ReadAsync(cancellationToken))
            experiments.Add(Read(reader));
        return experiments;
    }

    private static PriceExperiment Read(NpgsqlDataReader row)
    {
        var (ids, versions, shares, margins) =
            (row.GetFieldValue<string[]>(10), row.GetFieldValue<string[]>(11), row.GetFieldValue<int[]>(12), row.GetFieldValue<long?[]>(13));
        return new PriceExperiment
        {
            ExperimentId = row.GetString(0),
            PlanId = row.GetString(1),
            MaxShare = row.GetInt32(2),
            MinMargin = row.IsDBNull(3) ? null : row.GetInt64(3),
            MinTenants = row.GetInt32(4),
            Start = Time(row, 5)!.Value,
            End = Time(row, 6),
            State = Enum.Parse<ExperimentState>(row.GetString(7), ignoreCase: true),
            StateReason = row.GetString(8),
            Keeps = row.GetBoolean(9),
            Variants = [.. ids.Select((id, i) => new PriceVariant(id, versions[i], shares[i], margins[i]))],
        };
    }

    private static PriceAssignment ReadAssignment(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), Time(row, 5)!.Value, Time(row, 6));

    private static Instant? Time(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : Instant.FromDateTimeUtc(row.GetDateTime(column));
}
