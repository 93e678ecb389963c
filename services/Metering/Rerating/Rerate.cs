namespace Tollgate.Metering.Rerating;

/// <summary>A job: which usage is priced anew, by which book, and how far it is.</summary>
internal sealed record Rerate
{
    public required Guid RerateId { get; init; }

    public required string RequestId { get; init; }

    /// <summary>Empty: every tenant's.</summary>
    public required string TenantId { get; init; }

    public required string Provider { get; init; }

    /// <summary>Empty: every model of the provider.</summary>
    public required string Model { get; init; }

    /// <summary>Only what is priced by this version now; empty: whatever it is priced by.</summary>
    public required string PriceVersion { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    /// <summary>Fixed when the job was made: every page of it prices by the same book.</summary>
    public required long Book { get; init; }

    public required string Note { get; init; }

    public bool IsDone { get; init; }

    /// <summary>The last attempt that was examined.</summary>
    public Guid Cursor { get; init; }

    public long Examined { get; init; }

    public long Posted { get; init; }

    /// <summary>Attempts whose usage cannot be priced by the book.</summary>
    public long Skipped { get; init; }

    /// <summary>Sum of the differences.</summary>
    public long CostNanos { get; init; }

    public DateTimeOffset CreateTime { get; init; }

    public DateTimeOffset? EndOfWork { get; init; }
}
