namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project of this repository, run as one process per replica.</summary>
public sealed class ProjectResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    internal ProjectResource(string name, string projectPath)
        : base(name) => ProjectPath = projectPath;

    /// <summary>Absolute path of the project file.</summary>
    internal string ProjectPath { get; }

    internal int Replicas => Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
}
