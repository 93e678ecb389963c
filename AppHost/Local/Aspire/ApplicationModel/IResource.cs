namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something the application is made of.</summary>
public interface IResource
{
    /// <summary>The name other resources and the environment know it by.</summary>
    string Name { get; }

    /// <summary>What has been said about the resource while the model was built.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>A resource whose processes receive environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that listens.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource others find by name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

/// <summary>A resource that can wait for others before it starts.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource whose processes receive arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that is part of another.</summary>
public interface IResourceWithParent : IResource
{
    /// <summary>The resource this one is part of.</summary>
    IResource Parent { get; }
}
