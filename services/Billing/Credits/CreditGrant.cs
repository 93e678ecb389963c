using NodaTime;

namespace Tollgate.Billing.Credits;

/// <summary>Credit that was granted at one time.</summary>
internal sealed record CreditGrant
{
    public required Guid GrantId { get; init; }
    public required string TenantId { get; init; }

    /// <summary>Paid for; otherwise given away.</summary>
    public required bool IsPurchased { get; init; }

    /// <summary>Lower is used first.</summary>
    public required int Priority { get; init; }

    public required string Currency { get; init; }
    public required decimal Amount { get; init; }
    public decimal Used { get; init; }
    public decimal Expired { get; init; }

    /// <summary>Attempts that begin from then on cannot use it; null: never.</summary>
    public Instant? ExpireTime { get; init; }

    public string Description { get; init; } = "";
    public Instant GrantTime { get; init; }

    /// <summary>What is left.</summary>
    public decimal Remaining => Amount - Used - Expired;

    /// <summary>An attempt that began then may use it.</summary>
    public bool IsUsableAt(Instant time) => ExpireTime is not { } end || time < end;
}
