namespace Aspire.Hosting.ApplicationModel;

/// <summary>A program of the machine, run as one process.</summary>
public sealed class ExecutableResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    internal ExecutableResource(string name, string command, string workingDirectory)
        : base(name)
    {
        Command = command;
        WorkingDirectory = workingDirectory;
    }

    /// <summary>The program.</summary>
    public string Command { get; }

    /// <summary>The folder it runs in.</summary>
    public string WorkingDirectory { get; }
}
