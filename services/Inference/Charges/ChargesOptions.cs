using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Charges;

/// <summary>Settings of comparing settled cost with what providers charge, section <c>Charges</c>.</summary>
public sealed class ChargesOptions
{
    /// <summary>How often costs reports are read.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long after its end a day is first compared. What is charged later is found by looking again.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan Delay { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Finished days that are looked at again each time: for so long a provider may change its mind.</summary>
    [Range(1, 31)]
    public int LookbackDays { get; set; } = 14;

    /// <summary>
    /// What a call may add to a difference that is rounding, in nanos: ours is rounded once, and so may be the provider's.
    /// </summary>
    [Range(0, 1_000_000)]
    public long ToleranceNanosPerCall { get; set; } = 1;

    /// <summary>The share of what was settled that is rounding too, whatever the number of calls: some reports state cents.</summary>
    [Range(typeof(decimal), "0", "0.1")]
    public decimal ToleranceShare { get; set; } = 0.0001m;
}
