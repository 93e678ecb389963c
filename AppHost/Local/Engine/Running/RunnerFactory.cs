using Microsoft.Extensions.Logging;

namespace Tollgate.AppHost.Local;

/// <summary>Knows how each kind of resource is run.</summary>
internal sealed class RunnerFactory(
    LocalOptions options,
    ResourceNotificationService notifications,
    EnvironmentComposer composer,
    DebianPackages packages,
    TimeProvider time,
    ILogger<RunnerFactory> logger) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(10) });
    private readonly List<ResourceLog> _logs = [];

    /// <summary>The runners of a resource, one per replica: each runs until it is told to stop.</summary>
    public IReadOnlyList<Func<CancellationToken, Task>> Create(IResource resource, DataFolder folder, PortBlock ports) => resource switch
    {
        PostgresDatabaseResource database => [new PostgresDatabaseRunner(database, notifications, logger).RunAsync],
        PostgresServerResource server => [Runner(server, 0, new PostgresRecipe(server, folder, !options.Temporary, packages), folder)],
        RabbitMQServerResource broker =>
            [Runner(broker, 0, new RabbitMqRecipe(
                broker, folder.ForResource(broker.Name), !options.Temporary, new RabbitMqPorts(ports.Next(), ports.Next()), packages), folder)],
        ProjectResource or ExecutableResource =>
            [.. Enumerable.Range(0, LocalModel.Replicas(resource)).Select(
                replica => Runner(resource, replica, new ServiceRecipe(resource, replica, composer, _http), folder))],
        _ => throw new DistributedApplicationException($"The local engine cannot run '{resource.Name}', a {resource.GetType().Name}."),
    };

    public void Dispose()
    {
        foreach (var log in _logs)
            log.Dispose();
        _http.Dispose();
    }

    private Func<CancellationToken, Task> Runner(IResource resource, int replica, IProcessRecipe recipe, DataFolder folder)
    {
        var log = new ResourceLog(folder.Logs, $"{resource.Name}-{replica}", time, options.LogsOnConsole);
        _logs.Add(log);
        return new ReplicaRunner(resource, replica, recipe, log, notifications, time, logger).RunAsync;
    }
}
