using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;

namespace Tollgate.Metering.Tiers;

/// <summary>A tenant's entries of a day, as a file.</summary>
internal sealed record ArchiveFile(
    DateOnly Day, string TenantId, UsageTier Tier, string Path, string Sha256, long Bytes, long Entries, decimal CostNanos, DateTimeOffset FirstTime,
    DateTimeOffset LastTime)
{
    // What a file system lets a name be, less the id of its writing.
    private const int LongestName = 180;

    /// <summary>What the names of a tenant's day begin with, and no other's.</summary>
    public string Prefix => PrefixOf(Day, TenantId);

    /// <summary>
    /// Where a tenant's day is in any tier. Each writing has a name of its own: one that was overtaken can never put an older state of the day in the
    /// place of what was verified and dropped.
    /// </summary>
    public static string PathOf(DateOnly day, string tenantId, Guid writeId) => $"{PrefixOf(day, tenantId)}{writeId:N}.parquet";

    private static string PrefixOf(DateOnly day, string tenantId) => string.Create(CultureInfo.InvariantCulture, $"{day:yyyy}/{day:MM}/{day:dd}/{NameOf(tenantId)}.");

    // Tenant ids may be anything, and escaped no longer have a dot.
    private static string NameOf(string tenantId)
    {
        var escaped = Uri.EscapeDataString(tenantId).Replace(".", "%2E", StringComparison.Ordinal);
        return escaped.Length <= LongestName ? escaped : $"%-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenantId)))}";
    }
}

/// <summary>An entry of the ledger with everything that its row says.</summary>
internal sealed record ArchivedEntry(LedgerEntry Entry, IReadOnlyList<long> PeriodKeys);
