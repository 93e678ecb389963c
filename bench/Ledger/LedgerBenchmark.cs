using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Cli.Books;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Bench.Ledger;

/// <summary>Generates a ledger into the databases of a running platform, and asks the platform about it.</summary>
internal sealed class LedgerBenchmark(long events, int days, int tenants, bool unsealed, Action<string> say)
{
    private const int Repetitions = 5;

    // What whoever changes a day of the books takes; see audit.break_seal.
    private const string HoldDays = "SELECT pg_advisory_lock_shared(7205, day - date '2000-01-01') FROM unnest($1::date[]) AS day";

    private static readonly string[] Bookkeepers = ["inference", "metering", "billing"];

    public async Task<LedgerFigures> RunAsync(CancellationToken cancellationToken)
    {
        say("starting the platform");
        await using var bed = await LedgerBed.StartAsync(cancellationToken);
        var shape = new LedgerShape(events, days, tenants, DateTimeOffset.UtcNow);
        DateOnly[] touched = [.. shape.ByDay().Select(day => day.Day)];

        say("generating");
        // Nothing is sealed until all of it is there, and an audit without seals has been measured.
        var held = new List<NpgsqlConnection>();
        foreach (var database in bed.Databases.Values)
        {
            held.Add(await database.OpenConnectionAsync(cancellationToken));
            await ExecuteAsync(held[^1], HoldDays, cancellationToken, new NpgsqlParameter<DateOnly[]> { TypedValue = touched });
        }

        var watch = Stopwatch.StartNew();
        var periodEnd = await GenerateAsync(bed, shape, cancellationToken);
        var generated = watch.Elapsed;
        var storage = await StorageAsync(bed, shape, cancellationToken);

        var audits = new List<AuditResult>();
        var unsealedTime = TimeSpan.Zero;
        if (unsealed)
        {
            say("auditing without seals");
            unsealedTime = await AuditAsync(bed, audits, cancellationToken);
            say(FormattableString.Invariant($"audited without seals: {unsealedTime.TotalSeconds:0.0} s"));
        }

        say("sealing");
        watch.Restart();
        foreach (var connection in held)
        {
            await ExecuteAsync(connection, "SELECT pg_advisory_unlock_all()", cancellationToken);
            await connection.DisposeAsync();
        }

        var sealedDays = await UntilSealedAsync(bed, touched, cancellationToken);
        var sealing = watch.Elapsed;

        say(FormattableString.Invariant($"sealed {sealedDays} days: {sealing.TotalSeconds:0.0} s"));
        say("auditing");
        var digests = new Dictionary<string, double>();
        foreach (var name in Bookkeepers)
            digests[name] = (await TimeAsync(1, () => bed.Platform.Audits[name].DigestAsync(new DigestRequest(), cancellationToken: cancellationToken).ResponseAsync)).Milliseconds;
        var auditTime = await AuditAsync(bed, audits, cancellationToken);
        say(FormattableString.Invariant($"audited: {auditTime.TotalSeconds:0.0} s"));

        say("statements and invoices");
        var agree = await StatementsAgreeAsync(bed, shape, periodEnd, cancellationToken);
        var month = new GetStatementRequest { TenantId = shape.Tenants[0], At = shape.Subscribed.ToTimestamp() };
        var (statement, statementTime) = await TimeAsync(
            Repetitions, async () => (await bed.Platform.Statements.GetStatementAsync(month, cancellationToken: cancellationToken)).Statement);
        var draft = await DraftAsync(bed, shape.Tenants[0], cancellationToken);
        var (_, draftTime) = await TimeAsync(
            Repetitions, () => bed.Platform.Invoices.GetInvoiceAsync(new GetInvoiceRequest { InvoiceId = draft }, cancellationToken: cancellationToken).ResponseAsync);
        var (_, closeTime) = await TimeAsync(
            1, () => bed.Platform.Invoices.ClosePeriodAsync(new ClosePeriodRequest { TenantId = shape.Tenants[0] }, cancellationToken: cancellationToken).ResponseAsync);
        await AuditAsync(bed, audits, cancellationToken);

        return new LedgerFigures(
            events, days, tenants, Seconds(generated), unsealed ? Seconds(unsealedTime) : null, Seconds(sealing), sealedDays, Seconds(auditTime), digests,
            audits.All(result => result.Balanced && result.UsageRecords == events),
            statementTime, statement.UsageRecords, draftTime, closeTime, agree,
            Math.Round((double)storage.Sum(table => table.Bytes) / events, 1), storage);
    }

    private async Task<DateTimeOffset> GenerateAsync(LedgerBed bed, LedgerShape shape, CancellationToken cancellationToken)
    {
        await using (var connection = await bed.Databases["billingdb"].OpenConnectionAsync(cancellationToken))
            await ExecuteAsync(connection, BillingRows.Subscriptions(shape), cancellationToken);
        // The product says where the month ends.
        var statement = await bed.Platform.Statements.GetStatementAsync(
            new GetStatementRequest { TenantId = shape.Tenants[0], At = shape.Subscribed.ToTimestamp() }, cancellationToken: cancellationToken);
        var periodEnd = statement.Statement.PeriodEnd.ToDateTimeOffset();

        // Metering in two parts, as it has the most to write.
        await FillAsync(bed.Databases["meteringdb"], "budgets and partitions", MeteringRows.Prepare(shape), cancellationToken);
        await Task.WhenAll(
            FillAsync(bed.Databases["inferencedb"], "attempts", InferenceRows.Of(shape), cancellationToken),
            FillAsync(bed.Databases["meteringdb"], "ledger and rollups", MeteringRows.Ledger(shape), cancellationToken),
            FillAsync(bed.Databases["meteringdb"], "holds and feed", MeteringRows.HoldsAndFeed(shape), cancellationToken),
            FillAsync(bed.Databases["billingdb"], "rated usage", BillingRows.Of(shape, periodEnd), cancellationToken));
        // As the server itself would look after tables that have grown.
        await Task.WhenAll(bed.Databases.Values.Select(database => FillAsync(database, "vacuum", ["VACUUM ANALYZE"], cancellationToken)));
        return periodEnd;
    }

    // Without triggers: the rows are as they would have left them.
    private async Task FillAsync(NpgsqlDataSource database, string what, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'", cancellationToken);
        foreach (var sql in statements)
            await ExecuteAsync(connection, sql, cancellationToken);
        say(FormattableString.Invariant($"{what}: {watch.Elapsed.TotalSeconds:0} s"));
    }

    private static async Task<TimeSpan> AuditAsync(LedgerBed bed, List<AuditResult> audits, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        // The generated calls were never made: the simulated provider knows none of them.
        var audit = await new SystemAudit(bed.Platform, provider: null).RunAsync(cancellationToken);
        foreach (var finding in audit.Findings)
            Console.WriteLine(finding);
        audits.Add(audit);
        return watch.Elapsed;
    }

    private static async Task<int> UntilSealedAsync(LedgerBed bed, DateOnly[] touched, CancellationToken cancellationToken)
    {
        foreach (var database in bed.Databases.Values)
        {
            while (await ScalarAsync<long>(
                database,
                """
                SELECT count(*) FROM unnest($1::date[]) AS d (day) WHERE (day + 1) AT TIME ZONE 'UTC' + interval '1 hour' <= clock_timestamp()
                    AND NOT EXISTS (SELECT FROM audit.sealed_days s WHERE s.day = d.day)
                """,
                touched,
                cancellationToken) > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }

        return (int)await ScalarAsync<long>(
            bed.Databases["meteringdb"], "SELECT count(*) FROM audit.sealed_days WHERE day = ANY($1)", touched, cancellationToken);
    }

    // By a way of its own: counted here, not in the database.
    private static async Task<bool> StatementsAgreeAsync(LedgerBed bed, LedgerShape shape, DateTimeOffset periodEnd, CancellationToken cancellationToken)
    {
        var boundary = shape.FirstAt(periodEnd);
        var agree = true;
        foreach (var (at, totals) in new[] { (shape.Subscribed, shape.Totals(0, boundary)), (periodEnd, shape.Totals(boundary, shape.Events)) })
        {
            for (var i = 0; i < shape.Tenants.Count; i++)
            {
                var statement = (await bed.Platform.Statements.GetStatementAsync(
                    new GetStatementRequest { TenantId = shape.Tenants[i], At = at.ToTimestamp() }, cancellationToken: cancellationToken)).Statement;
                agree &= (statement.UsageRecords, statement.ProviderCost.Nanos) == (totals[i].Events, totals[i].CostNanos)
                    && BillingRows.Charges.All(charge => statement.Lines.Where(line => line.ChargeId == charge.ChargeId)
                        .Sum(line => line.Quantity) == charge.Quantity(totals[i]));
            }
        }

        return agree;
    }

    private static async Task<string> DraftAsync(LedgerBed bed, string tenant, CancellationToken cancellationToken)
    {
        while (true)
        {
            var invoices = await bed.Platform.Invoices.ListInvoicesAsync(new ListInvoicesRequest { TenantId = tenant }, cancellationToken: cancellationToken);
            if (invoices.Invoices is [var draft, ..])
                return draft.InvoiceId;
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    private static async Task<IReadOnlyList<TableSize>> StorageAsync(LedgerBed bed, LedgerShape shape, CancellationToken cancellationToken)
    {
        var sizes = new List<TableSize>();
        foreach (var (name, database) in bed.Databases)
        {
            await using var query = database.CreateCommand(
                """
                SELECT regexp_replace(relname::text, '_([0-9]{8}|default)$', '') AS name, sum(pg_total_relation_size(c.oid))::bigint
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r' GROUP BY 1 ORDER BY 2 DESC
                """);
            await using var rows = await query.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                if (rows.GetInt64(1) >= shape.Events)
                    sizes.Add(new TableSize($"{name}.{rows.GetString(0)}", rows.GetInt64(1), Math.Round((double)rows.GetInt64(1) / shape.Events, 1)));
            }
        }

        return sizes;
    }

    private static async Task<(T Result, double Milliseconds)> TimeAsync<T>(int times, Func<Task<T>> call)
    {
        var measured = new List<double>();
        T result;
        do
        {
            var watch = Stopwatch.StartNew();
            result = await call();
            measured.Add(watch.Elapsed.TotalMilliseconds);
        }
        while (measured.Count < times);
        measured.Sort();
        return (result, Math.Round(measured[measured.Count / 2], 1));
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 1);

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource database, string sql, DateOnly[] days, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<DateOnly[]> { TypedValue = days });
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
