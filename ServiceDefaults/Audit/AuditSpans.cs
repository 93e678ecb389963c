using Npgsql;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>How an audit goes through a range of time: sealed days are added up, the rest is read.</summary>
/// <param name="Sealed">Days whose seals stand for their rows.</param>
/// <param name="Live">What is read, in order.</param>
public sealed record AuditSpans(IReadOnlyList<DateOnly> Sealed, IReadOnlyList<AuditSpan> Live)
{
    private const string SealedDays = "SELECT day FROM audit.sealed_days ORDER BY day";

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
            var whole = AuditSpan.Of(day);
            if (whole.Start < from || whole.End > range.End)
                continue;
            if (from < whole.Start)
                live.Add(new AuditSpan(from, whole.Start));
            if (full)
                live.Add(whole with { Sealed = day });
            else
                days.Add(day);
            from = whole.End;
        }

        if (from < range.End)
            live.Add(new AuditSpan(from, range.End));
        return new AuditSpans(days, live);
    }
}
