namespace Aspire.Hosting;

/// <summary>What is taken over from a project's own settings.</summary>
public sealed class ProjectResourceOptions
{
    /// <summary>The launch profile; the first one that runs the project when absent.</summary>
    public string? LaunchProfileName { get; set; }

    /// <summary>Ignore launch profiles.</summary>
    public bool ExcludeLaunchProfile { get; set; }

    /// <summary>Ignore the endpoints in the project's Kestrel configuration.</summary>
    public bool ExcludeKestrelEndpoints { get; set; }
}
