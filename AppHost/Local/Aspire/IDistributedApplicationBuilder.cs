using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The application while it is being described.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Settings: <c>appsettings.json</c> of the app host, environment variables, command line.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The folder of the app host, which relative project paths start from.</summary>
    string AppHostDirectory { get; }

    /// <summary>The assembly that holds the description.</summary>
    Assembly? AppHostAssembly { get; }

    /// <summary>The hosting environment.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>The services of the app host itself.</summary>
    IServiceCollection Services { get; }

    /// <summary>Whether the model is run or published.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>What has been added so far.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Adds a resource.</summary>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>A builder for a resource, without adding it.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>Checks the description and makes the application.</summary>
    DistributedApplication Build();
}
