using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Tollgate.Metering.Ledger;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Usage;

/// <summary>Where a listing goes on. Opaque to callers, and good for its own tenant only.</summary>
internal sealed record PageToken(string TenantId, DateTimeOffset RecordTime, Guid AttemptId, int Revision)
{
    public static PageToken After(LedgerEntry entry) => new(entry.Identity.TenantId, entry.RecordTime, entry.AttemptId, entry.Revision);

    public static PageToken? Parse(string token, string tenantId)
    {
        if (token.Length == 0)
            return null;
        var rules = new Validation();
        var parsed = TryParse(token);
        rules.Require(parsed is not null && parsed.TenantId == tenantId, "page_token", "is not a token of this listing");
        rules.ThrowIfInvalid();
        return parsed;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{RecordTime.UtcTicks} {AttemptId:N} {Revision} {TenantId}")));

    private static PageToken? TryParse(string token)
    {
        if (!Base64Url.IsValid(token))
            return null;
        var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)).Split(' ', 4);
        return parts.Length == 4
            && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(parts[1], "N", out var attempt)
            && int.TryParse(parts[2], CultureInfo.InvariantCulture, out var revision)
            ? new PageToken(parts[3], new DateTimeOffset(ticks, TimeSpan.Zero), attempt, revision)
            : null;
    }
}
