namespace Tollgate.Billing.Plans;

/// <summary>Where the plans come from. Section <c>Plans</c>.</summary>
public sealed class PlansOptions
{
    /// <summary>A folder of plan files to use instead of those that ship with the service.</summary>
    public string? Folder { get; set; }

    /// <summary>A file of dated exchange rates to use instead of the one that ships with the service.</summary>
    public string? FxRatesFile { get; set; }
}
