using Npgsql;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>How an audit goes through a range of time: sealed days are added up, the rest is read.</summary>
/// <param name="Sealed">Days whose seals stand for their rows.</param>
/// <param name="Live">What is read, in order.</param>
public sealed record AuditSpans(IReadOnlyList<DateOnly> Sealed, IReadOnlyList<AuditSpan> Live)
{
    private const string SealedDays =
        "SELECT s.day, a.day IS NOT NULL FROM audit.sealed_days s LEFT JOIN audit.archived_days a ON a.day = s.day ORDER BY s.day";

    /// <summary>Divides a range by the seals that the transaction sees, which must be those that it sees until it ends.</summary>
    /// <param name="transaction">Of one snapshot (repeatable read).</param>
    /// <param name="range">The range.</param>
    /// <param name="full">Read everything; sealed days are spans of their own, so that they can be compared with their seals.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<AuditSpans> ReadAsync(
        NpgsqlTransaction transaction, AuditSpan range, bool full, CancellationToken cancellationToken)
    {
        var days = new List<DateOnly>();
        var live = new List<AuditSpan>();
        var from = range.Start;
        await using var query = new NpgsqlCommand(SealedDays, transaction.Connection, transaction);
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var day = await rows.GetFieldValueAsync<DateOnly>(0, cancellationToken);
            var whole = AuditSpan.Of(day) with { IsArchived = rows.GetBoolean(1) };
            if (whole.End <= from || whole.Start >= range.End)
                continue;
            var isPart = whole.Start < from || whole.End > range.End;
            // Who reads a part of an archived day must know.
            if (isPart && !whole.IsArchived)
                continue;
            if (from < whole.Start)
                live.Add(new AuditSpan(from, whole.Start));
            if (isPart)
                live.Add(whole with { Start = whole.Start < from ? from : whole.Start, End = whole.End > range.End ? range.End : whole.End });
            else if (full)
                live.Add(whole with { Sealed = day });
            else
                days.Add(day);
            from = whole.End < range.End ? whole.End : range.End;
        }

        if (from < range.End)
            live.Add(new AuditSpan(from, range.End));
        return new AuditSpans(days, live);
    }

    /// <summary>The same for who reads rows that are in no archive: whole archived days by their seals, whatever was asked for.</summary>
    public AuditSpans InDatabase() => new(
        [.. Sealed, .. Live.Where(span => span is { IsArchived: true, Sealed: not null }).Select(span => span.Sealed!.Value)],
        [.. Live.Where(span => span is not { IsArchived: true, Sealed: not null })]);
}
