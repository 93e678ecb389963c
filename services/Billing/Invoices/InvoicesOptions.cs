using System.ComponentModel.DataAnnotations;

namespace Tollgate.Billing.Invoices;

/// <summary>Settings of invoices, section <c>Invoices</c>.</summary>
public sealed class InvoicesOptions
{
    /// <summary>How long after the end of its period an invoice waits for late usage. What comes later is billed with the next one.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long after its issue an invoice is to be paid.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan PaymentTerm { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How often ended periods are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Who asks to be paid: name and address, a line each. Printed on every invoice.</summary>
    [Required, MinLength(1)]
    public IList<string> Seller { get; set; } = [];

    /// <summary>A Chromium that prints pages as PDF. Empty: the first one found on the path.</summary>
    public string ChromiumPath { get; set; } = "";

    /// <summary>How long printing one page may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan PrintTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
