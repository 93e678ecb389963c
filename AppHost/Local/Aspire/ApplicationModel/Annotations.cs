namespace Aspire.Hosting.ApplicationModel;

internal enum WaitType
{
    Healthy,
    Started,
    Completion,
}

internal sealed record WaitAnnotation(IResource Resource, WaitType Type, int ExitCode = 0, WaitBehavior? Behavior = null) : IResourceAnnotation;

internal sealed record EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> Callback) : IResourceAnnotation;

internal sealed record ReplicaAnnotation(int Replicas) : IResourceAnnotation;

internal sealed record ArgumentsAnnotation(IReadOnlyList<string> Arguments) : IResourceAnnotation;

internal sealed record HttpHealthCheckAnnotation(string Path, int StatusCode, string? EndpointName) : IResourceAnnotation;

internal sealed record ManagementPluginAnnotation : IResourceAnnotation;

internal sealed record DataVolumeAnnotation : IResourceAnnotation;

internal sealed record ParentAnnotation(IResource Parent) : IResourceAnnotation;

/// <summary>Marks what the local engine cannot run; building the application then fails with the reason.</summary>
internal sealed record UnsupportedAnnotation(string Reason) : IResourceAnnotation;
