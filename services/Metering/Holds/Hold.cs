using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Holds;

/// <summary>What Metering knows of an attempt, while its row is locked or not yet there.</summary>
internal sealed class Hold
{
    public required Guid AttemptId { get; init; }

    public HoldStatus Status { get; set; }

    public Guid? OperationId { get; init; }

    public string TenantId { get; init; } = "";

    public string Provider { get; init; } = "";

    public string Model { get; init; } = "";

    /// <summary>The worst case, kept for the record after settlement.</summary>
    public Spend Worst { get; set; }

    /// <summary>Periods it is held on; once settled, those it is charged to.</summary>
    public IReadOnlyList<PeriodState> Periods { get; set; } = [];

    /// <summary>Granted: the tightest period. Refused: the first without room.</summary>
    public PeriodState? RoomPeriod { get; init; }

    /// <summary>Its room as first answered.</summary>
    public long Room { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Null when nobody ever asked.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Ledger entries so far.</summary>
    public int Revision { get; set; }

    /// <summary>How well the usage in the ledger is known; 0 for none.</summary>
    public short Rank { get; set; }

    public bool IsStored { get; init; }

    public bool IsChanged { get; set; }

    /// <summary>Gives what is held back to every budget.</summary>
    public void ReleaseAll()
    {
        foreach (var period in Periods)
            period.Release(AttemptId, Worst.In(period.Budget.Unit));
    }
}
