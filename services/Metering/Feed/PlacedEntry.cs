using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Feed;

/// <summary>A ledger entry at its place in the feed.</summary>
/// <param name="Position">Among all entries.</param>
/// <param name="TenantPosition">Among its tenant's.</param>
/// <param name="Entry">The entry.</param>
internal sealed record PlacedEntry(long Position, long TenantPosition, LedgerEntry Entry)
{
    /// <summary>Id wherever the feed tells it; the one that <see cref="UsageNews"/> gives the entry.</summary>
    public Guid EventId => UsageNews.IdOf(Entry);
}
