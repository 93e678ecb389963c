using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Prices;

/// <summary>How the price book is kept up to date. Section <c>Prices</c>.</summary>
public sealed class PricesOptions
{
    /// <summary>How often Metering is asked for a newer book, in case its news was missed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one question may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);
}
