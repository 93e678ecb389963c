namespace Aspire.Hosting;

/// <summary>How an application is made.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>Command line arguments, which become configuration.</summary>
    public string[]? Args { get; set; }
}
