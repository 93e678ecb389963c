using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.AppHost.Local;

/// <summary>What only the local engine can do for a test: reach each replica, and kill it.</summary>
public static class LocalApplicationExtensions
{
    /// <summary>The addresses of an endpoint, one per replica.</summary>
    public static IReadOnlyList<Uri> GetEndpoints(this DistributedApplication app, string resourceName, string endpointName = "http")
    {
        var resource = app.Services.GetRequiredService<LocalModel>().Resources.OfType<IResourceWithEndpoints>().Single(resource => resource.Name == resourceName);
        var endpoint = new EndpointReference(resource, endpointName).Annotation;
        return [.. endpoint.AllocatedPorts.Select((_, replica) => new Uri(endpoint.Url(replica)))];
    }

    /// <summary>The process of a replica, while it runs.</summary>
    public static int? GetProcessId(this DistributedApplication app, string resourceName, int replica = 0) =>
        app.ResourceNotifications.Get(resourceName)[replica].ProcessId;

    /// <summary>How often a replica has been started again.</summary>
    public static int GetRestarts(this DistributedApplication app, string resourceName, int replica = 0) =>
        app.ResourceNotifications.Get(resourceName)[replica].Restarts;

    /// <summary>Kills a replica as the kernel would, without asking, and returns when the engine has noticed.</summary>
    public static async Task KillAsync(this DistributedApplication app, string resourceName, int replica = 0, CancellationToken cancellationToken = default)
    {
        var process = app.GetProcessId(resourceName, replica)
            ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"'{resourceName}' has no running replica {replica}."));
        Posix.Send(process, Signal.Kill);
        await app.ResourceNotifications.WaitAsync(resourceName, replicas => replicas[replica].ProcessId != process, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a replica has printed since it was first started.</summary>
    public static Task<string> ReadLogAsync(this DistributedApplication app, string resourceName, int replica = 0, CancellationToken cancellationToken = default) =>
        File.ReadAllTextAsync(app.ResourceNotifications.Get(resourceName)[replica].Log!, cancellationToken);
}
