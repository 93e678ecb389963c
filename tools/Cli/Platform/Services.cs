namespace Tollgate.Cli.Platform;

/// <summary>The services that keep books.</summary>
public static class Services
{
    /// <summary>Their resource names.</summary>
    public static readonly IReadOnlyList<string> Names = ["intake", "retrieval", "routing", "inference", "metering", "billing"];
}
