using System.ComponentModel.DataAnnotations;

namespace Tollgate.Metering.Anomalies;

/// <summary>What is out of the ordinary, and what is too little to be told. Section <c>Anomalies</c>.</summary>
public sealed class AnomalyOptions
{
    /// <summary>Whether hours are looked at.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Weeks that an hour of the week is compared with.</summary>
    [Range(2, 26)]
    public int Weeks { get; set; } = 8;

    /// <summary>How long after its end an hour is looked at first: usage on its way has arrived by then.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "12:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Hours that are looked at again, each hour, since late usage may have changed them. Those of anomalies are, for as long as usage may be late.
    /// </summary>
    [Range(1, 168)]
    public int RevisitHours { get; set; } = 48;

    /// <summary>How often it is asked whether an hour is over.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Robust standard deviations from the median that are still ordinary.</summary>
    [Range(2d, 100d)]
    public double Threshold { get; set; } = 6;

    /// <summary>Hours out of the ordinary that are no further apart are one anomaly, and told once.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "14.00:00:00")]
    public TimeSpan QuietPeriod { get; set; } = TimeSpan.FromHours(6);

    /// <summary>More cost than expected that is worth telling, in units of the books' currency.</summary>
    [Range(typeof(decimal), "0", "1000000")]
    public decimal MinCost { get; set; } = 1;

    /// <summary>More tokens than expected that are worth telling.</summary>
    [Range(0, long.MaxValue)]
    public long MinTokens { get; set; } = 100_000;

    /// <summary>More or fewer requests than expected that are worth telling; and requests that a share or a mean of an hour needs to mean anything.</summary>
    [Range(1, long.MaxValue)]
    public long MinRequests { get; set; } = 50;

    /// <summary>Change as a part of what is expected that is worth telling, for amounts.</summary>
    [Range(0.01, 100d)]
    public double MinChange { get; set; } = 0.5;

    /// <summary>Difference between shares that is worth telling: 0.05 is five points.</summary>
    [Range(0.001, 1d)]
    public double MinShareChange { get; set; } = 0.05;
}
