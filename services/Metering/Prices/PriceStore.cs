using Npgsql;
using NpgsqlTypes;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Persistence;
using Tollgate.Tokens;

namespace Tollgate.Metering.Prices;

/// <summary>Reads and writes imported prices and the books they make.</summary>
internal static class PriceStore
{
    private const long AdvisoryLock = 3_402;
    private const string Columns =
        "e.key, e.body, e.state, e.findings, e.book, e.import_id, i.import_time, e.decide_time, e.note FROM price_entries e JOIN price_imports i USING (import_id)";

    /// <summary>One decision at a time: each is judged against the book that the one before it left. Returns the clock and the book in force.</summary>
    public static async Task<(DateTimeOffset Now, long Book)> LockAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using (var wait = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({AdvisoryLock})", transaction.Connection, transaction))
            await wait.ExecuteNonQueryAsync(cancellationToken);
        await using var query = new NpgsqlCommand("SELECT clock_timestamp(), max(number) FROM price_books", transaction.Connection, transaction);
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (BudgetRows.ReadTime(row, 0), row.GetInt64(1));
    }

    public static async Task<(Guid ImportId, long Book, int Unchanged)?> FindImportAsync(
        NpgsqlTransaction transaction, string source, string digest, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            "SELECT import_id, book, unchanged FROM price_imports WHERE source = $1 AND digest = $2", transaction.Connection, transaction);
        query.Parameters.AddValue(source);
        query.Parameters.AddValue(digest);
        await using var row = await query.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken) ? (row.GetGuid(0), row.GetInt64(1), row.GetInt32(2)) : null;
    }

    public static async Task<long> NextImportAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var next = new NpgsqlCommand("SELECT nextval('price_import_numbers')", transaction.Connection, transaction);
        return (long)(await next.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>What each other public source said last, a vendor's file beside another vendor's.</summary>
    public static async Task<IReadOnlyList<PriceStatements>> ReadOthersAsync(
        NpgsqlTransaction transaction, string source, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            """
            SELECT DISTINCT ON (source, scope) source, body, number FROM price_imports WHERE source <> $1 AND source <> 'tollgate'
            ORDER BY source, scope, number DESC
            """,
            transaction.Connection,
            transaction);
        query.Parameters.AddValue(source);
        var others = new List<PriceStatements>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            others.Add(PriceSources.Read(rows.GetString(0), rows.GetString(1), $"import-{rows.GetInt64(2)}"));
        return others;
    }

    /// <summary>Version ids among these that an imported price has already.</summary>
    public static async Task<HashSet<string>> TakenAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<string> versions, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(
            "SELECT version FROM price_entries WHERE version = ANY($1) AND state <> 4", transaction.Connection, transaction);
        query.Parameters.AddValue(versions.ToArray());
        var taken = new HashSet<string>(StringComparer.Ordinal);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            taken.Add(rows.GetString(0));
        return taken;
    }

    public static async Task InsertImportAsync(
        NpgsqlTransaction transaction, PriceImport import, IReadOnlyList<NewPrice> prices, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var header = new NpgsqlBatchCommand(
            """
            INSERT INTO price_imports (import_id, number, source, scope, digest, body, book, unchanged, import_time)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """);
        header.Parameters.AddValue(import.ImportId);
        header.Parameters.AddValue(import.Number);
        header.Parameters.AddValue(import.Source);
        header.Parameters.AddValue(import.Scope);
        header.Parameters.AddValue(import.Digest);
        header.Parameters.AddValue(import.Document);
        header.Parameters.AddValue(import.Book);
        header.Parameters.AddValue(import.Unchanged);
        header.Parameters.AddTime(import.Time);
        batch.BatchCommands.Add(header);

        var lines = new NpgsqlBatchCommand(
            """
            INSERT INTO price_entries (import_id, version, provider, model, body, state, findings, book, decide_time)
            SELECT $1, version, provider, model, body, state, findings::text[], CASE WHEN state = 2 THEN $2 END, CASE WHEN state = 2 THEN $3 END
            FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::smallint[], $9::text[])
                AS n (version, provider, model, body, state, findings)
            """);
        lines.Parameters.AddValue(import.ImportId);
        lines.Parameters.AddValue(import.Book);
        lines.Parameters.AddTime(import.Time);
        lines.Parameters.AddColumn(prices, price => price.Entry.Version);
        lines.Parameters.AddColumn(prices, price => price.Entry.Provider);
        lines.Parameters.AddColumn(prices, price => price.Entry.Model);
        lines.Parameters.AddColumn(prices, price => PriceBookWriter.Write("entry", [price.Entry]));
        lines.Parameters.AddColumn(prices, price => (short)price.State);
        lines.Parameters.AddColumn(prices, price => ArrayLiteral(price.Findings));
        batch.BatchCommands.Add(lines);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task InsertBookAsync(NpgsqlTransaction transaction, long number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(
            "INSERT INTO price_books (number, change_time) VALUES ($1, $2)", transaction.Connection, transaction);
        insert.Parameters.AddValue(number);
        insert.Parameters.AddTime(now);
        await insert.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task DecideAsync(
        NpgsqlTransaction transaction, IReadOnlyCollection<long> keys, PriceState state, long? book, DateTimeOffset now, string note,
        CancellationToken cancellationToken)
    {
        await using var update = new NpgsqlCommand(
            "UPDATE price_entries SET state = $2, book = $3, decide_time = $4, note = $5 WHERE key = ANY($1)", transaction.Connection, transaction);
        update.Parameters.AddValue(keys.ToArray());
        update.Parameters.AddValue((short)state);
        update.Parameters.Add(new NpgsqlParameter { Value = (object?)book ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        update.Parameters.AddTime(now);
        update.Parameters.AddValue(note);
        await update.ExecuteNonQueryAsync(cancellationToken);
    }

    public static Task<IReadOnlyList<StoredPrice>> ReadVersionsAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IReadOnlyCollection<string> versions, CancellationToken cancellationToken) =>
        ReadAsync(connection, transaction, $"SELECT {Columns} WHERE e.version = ANY($1) AND e.state <> 4 ORDER BY e.key",
            p => p.AddValue(versions.ToArray()), cancellationToken);

    public static Task<IReadOnlyList<StoredPrice>> ReadImportAsync(
        NpgsqlTransaction transaction, Guid importId, CancellationToken cancellationToken) =>
        ReadAsync(transaction.Connection!, transaction, $"SELECT {Columns} WHERE e.import_id = $1 ORDER BY e.key",
            p => p.AddValue(importId), cancellationToken);

    /// <summary>Every price in force in a book, in the order they came into it.</summary>
    public static async Task<IReadOnlyList<PriceEntry>> ReadBookAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, long number, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(
            connection, transaction, $"SELECT {Columns} WHERE e.book <= $1 ORDER BY e.book, e.key", p => p.AddValue(number), cancellationToken))
            .Select(price => price.Entry)];

    /// <summary>A page of what was imported, newest first.</summary>
    public static Task<IReadOnlyList<StoredPrice>> ListAsync(
        NpgsqlConnection connection, ListPricesRequest filter, long before, int count, CancellationToken cancellationToken) =>
        ReadAsync(
            connection,
            null,
            $"""
            SELECT {Columns} WHERE e.key < $1 AND ($2 = 0 OR e.state = $2) AND ($3 = '' OR e.provider = $3) AND ($4 = '' OR e.model = $4)
            ORDER BY e.key DESC LIMIT $5
            """,
            p =>
            {
                p.AddValue(before);
                p.AddValue((int)filter.State);
                p.AddValue(filter.Provider);
                p.AddValue(filter.Model);
                p.AddValue(count);
            },
            cancellationToken);

    private static async Task<IReadOnlyList<StoredPrice>> ReadAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, string sql, Action<NpgsqlParameterCollection> addParameters,
        CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(sql, connection, transaction);
        addParameters(query.Parameters);
        var prices = new List<StoredPrice>();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            prices.Add(new StoredPrice(
                rows.GetInt64(0),
                PriceSources.Read(PriceSources.Tollgate, rows.GetString(1), "").Entries.Single(),
                (PriceState)rows.GetInt16(2),
                rows.GetFieldValue<string[]>(3),
                rows.GetFieldValue<long?>(4),
                rows.GetGuid(5),
                BudgetRows.ReadTime(rows, 6),
                await rows.IsDBNullAsync(7, cancellationToken) ? null : BudgetRows.ReadTime(rows, 7),
                rows.GetString(8)));
        }

        return prices;
    }

    private static string ArrayLiteral(IReadOnlyList<string> texts) =>
        $"{{{string.Join(',', texts.Select(text => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}}}";
}

/// <summary>A document that was imported.</summary>
internal sealed record PriceImport(
    Guid ImportId, long Number, string Source, string Scope, string Digest, string Document, long Book, int Unchanged, DateTimeOffset Time);
