using Microsoft.Extensions.DependencyInjection;
using Tollgate.AppHost.Local;

namespace Aspire.Hosting.Testing;

/// <summary>What a test asks a running application for.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client for an HTTP/1.1 endpoint of a resource.</summary>
    public static HttpClient CreateHttpClient(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        new() { BaseAddress = app.GetEndpoint(resourceName, endpointName) };

    /// <summary>The address of an endpoint; <c>http</c> when not named.</summary>
    public static Uri GetEndpoint(this DistributedApplication app, string resourceName, string? endpointName = null) =>
        Find<IResourceWithEndpoints>(app, resourceName) is { } resource
            ? new Uri(new EndpointReference(resource, endpointName ?? "http").Url)
            : throw new ArgumentException($"Resource '{resourceName}' has no endpoints.", nameof(resourceName));

    /// <summary>The connection string of a resource.</summary>
    public static ValueTask<string?> GetConnectionStringAsync(this DistributedApplication app, string resourceName, CancellationToken cancellationToken = default) =>
        Find<IResourceWithConnectionString>(app, resourceName) is { } resource
            ? resource.GetConnectionStringAsync(cancellationToken)
            : throw new ArgumentException($"Resource '{resourceName}' has no connection string.", nameof(resourceName));

    private static T? Find<T>(DistributedApplication app, string resourceName)
        where T : class, IResource =>
        app.Services.GetRequiredService<LocalModel>().Resources.FirstOrDefault(resource => resource.Name == resourceName) as T;
}
