using System.Text.Json;

namespace Tollgate.AppHost.Local;

/// <summary>Keeps <c>host.json</c> true: rewritten as a whole whenever something changes, readable by its owner alone.</summary>
internal sealed class HostFile
{
    private const int CurrentVersion = 1;

    private readonly Lock _gate = new();
    private readonly DataFolder _folder;
    private readonly LocalModel _model;
    private readonly ResourceNotificationService _notifications;
    private readonly Dictionary<string, string?> _parameters = [];
    private readonly Dictionary<string, string?> _connectionStrings = [];
    private HostState _state = HostState.Starting;
    private string? _message;

    private HostFile(DataFolder folder, LocalModel model, ResourceNotificationService notifications) =>
        (_folder, _model, _notifications) = (folder, model, notifications);

    public static async Task<HostFile> CreateAsync(
        DataFolder folder, LocalModel model, ResourceNotificationService notifications, CancellationToken cancellationToken)
    {
        var file = new HostFile(folder, model, notifications);
        foreach (var parameter in model.Parameters.Where(parameter => !parameter.IsMissing))
            file._parameters[parameter.Name] = await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
        foreach (var resource in model.Resources.OfType<IResourceWithConnectionString>())
            file._connectionStrings[resource.Name] = await resource.GetConnectionStringAsync(cancellationToken).ConfigureAwait(false);
        file.Write();
        return file;
    }

    public async Task FollowAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var changed = _notifications.Changed;
            Write();
            await changed.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Say(HostState state, string? message = null)
    {
        lock (_gate)
        {
            // Stopping after a failure must not hide the failure.
            if (_state != HostState.Failed)
                (_state, _message) = (state, message);
        }

        Write();
    }

    /// <summary>A host that ended well leaves no trace; one that failed leaves its reason.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_state != HostState.Failed)
                File.Delete(_folder.HostFile);
        }
    }

    private void Write()
    {
        lock (_gate)
            PrivateFile.Write(_folder.HostFile, JsonSerializer.Serialize(Document(), JsonFormat.Indented));
    }

    private HostDocument Document() => new(
        CurrentVersion,
        Environment.ProcessId,
        Posix.StartTicks(Environment.ProcessId),
        Name(_state),
        _message,
        _folder.Root,
        _folder.Logs,
        _parameters,
        [.. _model.Resources.Select(Describe)]);

    private ResourceDocument Describe(IResource resource)
    {
        var replicas = _notifications.Get(resource.Name);
        return new ResourceDocument(
            resource.Name,
            resource switch
            {
                ProjectResource => "project",
                ExecutableResource => "executable",
                PostgresServerResource => "postgres",
                PostgresDatabaseResource => "database",
                RabbitMQServerResource => "rabbitmq",
                _ => resource.GetType().Name,
            },
            replicas.All(replica => replica.Healthy),
            _connectionStrings.GetValueOrDefault(resource.Name),
            [.. replicas.Select(replica => Describe(resource, replica))]);
    }

    private static ReplicaDocument Describe(IResource resource, ReplicaStatus status) => new(
        status.Replica,
        status.State,
        status.Healthy,
        status.ProcessId,
        status.StartTicks,
        status.Restarts,
        status.ExitCode,
        status.Error,
        status.Log,
        resource.Annotations.OfType<EndpointAnnotation>().ToDictionary(endpoint => endpoint.Name, endpoint => endpoint.Url(status.Replica)),
        status.Environment);

    private static string Name(HostState state) => state switch
    {
        HostState.Starting => "starting",
        HostState.Ready => "ready",
        HostState.Stopping => "stopping",
        _ => "failed",
    };
}
