using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Tokens;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>What was written down of the books of sealed days.</summary>
public static class SealedBooks
{
    private const string Everybody = "";
    private const int Named = 10;

    private const string Insert =
        """
        INSERT INTO audit.sealed_books (day, book, tenant_id, records, usage, cost_nanos, digest)
        SELECT $1, book, tenant_id, records, usage::bigint[], cost_nanos, digest
        FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::text[]) AS n (book, tenant_id, records, usage, cost_nanos, digest)
        """;

    private const string OfTenant =
        "SELECT book, tenant_id, records, usage, cost_nanos, digest FROM audit.sealed_books WHERE day = ANY($1) AND tenant_id = $2";

    private const string OfDay =
        "SELECT book, tenant_id, records, usage, cost_nanos, digest FROM audit.sealed_books WHERE day = $1 AND tenant_id <> '' AND $2 IN ('', tenant_id)";

    /// <summary>Writes down the books of a day.</summary>
    public static async Task SaveAsync(NpgsqlTransaction transaction, DateOnly day, BookSums sums, CancellationToken cancellationToken)
    {
        // Of everybody too: most audits ask for all tenants.
        var rows = sums.Concat(sums.Select(row => row.Book).Distinct().Select(book => (Book: book, TenantId: Everybody, Sum: sums.Total(book)))).ToArray();
        await using var insert = new NpgsqlCommand(Insert, transaction.Connection, transaction);
        insert.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        Add(row => row.Book);
        Add(row => row.TenantId);
        Add(row => row.Sum.Records);
        Add(row => $"{{{string.Join(',', TokenKinds.All.Select(kind => row.Sum.Usage[kind].ToString(CultureInfo.InvariantCulture)))}}}");
        Add(row => row.Sum.CostNanos);
        Add(row => row.Sum.Digest);
        await insert.ExecuteNonQueryAsync(cancellationToken);

        void Add<T>(Func<(string Book, string TenantId, BookSum Sum), T> column) =>
            insert.Parameters.Add(new NpgsqlParameter<T[]> { TypedValue = [.. rows.Select(column)] });
    }

    /// <summary>Adds up sealed days, of one tenant or (empty) all.</summary>
    public static async Task<BookSums> SumAsync(
        NpgsqlTransaction transaction, IReadOnlyList<DateOnly> days, string tenantId, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(OfTenant, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<DateOnly[]> { TypedValue = [.. days] });
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        return await ReadAsync(query, cancellationToken);
    }

    /// <summary>Tenants whose books of a sealed day are not what its seal says, when they are read again: somebody has changed them without breaking it.</summary>
    public static async Task<IReadOnlyList<Difference>> CompareAsync(
        NpgsqlTransaction transaction, DateOnly day, string tenantId, BookSums found, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(OfDay, transaction.Connection, transaction);
        query.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenantId });
        var expected = await ReadAsync(query, cancellationToken);
        var keys = expected.Concat(found).Select(row => (row.Book, row.TenantId)).ToHashSet();
        return [.. keys
            .Select(key => (key.Book, key.TenantId, Expected: expected[key.Book, key.TenantId].ToString(), Found: found[key.Book, key.TenantId].ToString()))
            .Where(row => row.Expected != row.Found)
            .OrderBy(row => row.Book, StringComparer.Ordinal).ThenBy(row => row.TenantId, StringComparer.Ordinal)
            .Select(row => new Difference
            {
                Book = row.Book,
                TenantId = row.TenantId,
                Time = Timestamp.FromDateTimeOffset(AuditSpan.Of(day).Start),
                Row = "sealed day",
                Expected = row.Expected,
                Found = row.Found,
            })];
    }

    /// <summary>Says how many seals do not hold, when they were compared; at most ten are named.</summary>
    public static void Count(DigestResponse response, AuditSpans spans)
    {
        if (!spans.Live.Any(span => span.Sealed is not null))
            return;
        response.Pending["unsound_seals"] = response.Differences.Count;
        while (response.Differences.Count > Named)
            response.Differences.RemoveAt(response.Differences.Count - 1);
    }

    private static async Task<BookSums> ReadAsync(NpgsqlCommand query, CancellationToken cancellationToken)
    {
        var sums = new BookSums();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var counts = await rows.GetFieldValueAsync<long[]>(3, cancellationToken);
            var usage = TokenKinds.All.Aggregate(TokenUsage.Zero, (sum, kind) => sum.With(kind, counts[(int)kind]));
            sums[rows.GetString(0), rows.GetString(1)].Add(new BookSum(rows.GetInt64(2), usage, rows.GetInt64(4), rows.GetString(5)));
        }

        return sums;
    }
}
