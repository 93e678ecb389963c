using System.ComponentModel.DataAnnotations;

namespace Tollgate.Metering.Holds;

/// <summary>How holds are decided. Section <c>Holds</c>.</summary>
public sealed class HoldsOptions
{
    /// <summary>Commands decided in one transaction at most.</summary>
    [Range(1, 5000)]
    public int MaxBatch { get; set; } = 512;
}
