namespace Aspire.Hosting.ApplicationModel;

/// <summary>The environment of one process, while it is being put together.</summary>
public sealed class EnvironmentCallbackContext
{
    internal EnvironmentCallbackContext(DistributedApplicationExecutionContext executionContext, IResource resource, int replica, CancellationToken cancellationToken)
    {
        ExecutionContext = executionContext;
        Resource = resource;
        Replica = replica;
        CancellationToken = cancellationToken;
    }

    /// <summary>Variables by name; values are strings or <see cref="IValueProvider"/>s.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } = [];

    /// <summary>Whether the model is run or published.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The resource the process belongs to.</summary>
    public IResource Resource { get; }

    /// <summary>Ends when the application stops.</summary>
    public CancellationToken CancellationToken { get; }

    internal int Replica { get; }
}
