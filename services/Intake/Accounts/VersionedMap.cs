using System.Collections.Concurrent;

namespace Tollgate.Intake.Accounts;

/// <summary>
/// Rows by key, in memory. A row replaces another only when it is newer, so a slow reader cannot undo what a fast one learned.
/// </summary>
internal sealed class VersionedMap<TKey, TRow>
    where TKey : notnull
    where TRow : class, IVersioned
{
    private readonly ConcurrentDictionary<TKey, TRow> rows = [];
    private long watermark;

    /// <summary>The newest version seen; everything up to it is known.</summary>
    public long Watermark => Volatile.Read(ref watermark);

    public TRow? Find(TKey key) => rows.GetValueOrDefault(key);

    /// <summary>Takes rows that were read as "everything after <see cref="Watermark"/>".</summary>
    public void Apply(IEnumerable<KeyValuePair<TKey, TRow>> changed)
    {
        var newest = Watermark;
        foreach (var (key, row) in changed)
        {
            rows.AddOrUpdate(key, row, (_, old) => old.Version > row.Version ? old : row);
            newest = Math.Max(newest, row.Version);
        }

        Volatile.Write(ref watermark, newest);
    }
}
