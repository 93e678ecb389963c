using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tollgate.AppHost.Local;

/// <summary>Starts everything, keeps <c>host.json</c> true, and stops everything: the services first, then the servers under them.</summary>
internal sealed class LocalOrchestrator(
    LocalOptions options,
    LocalModel model,
    RunnerFactory runners,
    ResourceNotificationService notifications,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<LocalOrchestrator> logger) : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopServices = new();
    private readonly CancellationTokenSource _stopServers = new();
    private readonly CancellationTokenSource _stopWatching = new();
    private readonly PortBlock _ports = new();
    private DataFolder? _folder;
    private HostFile? _hostFile;
    private Task _services = Task.CompletedTask;
    private Task _servers = Task.CompletedTask;
    private Task _watching = Task.CompletedTask;
    private bool _stopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _folder = DataFolder.Open(options.DataFolder, options.Temporary);
        await LeftOvers.EndAsync(_folder.HostFile, time, logger, cancellationToken).ConfigureAwait(false);
        logger.Starting(model.Resources.Count, _folder.Root);

        model.AllocatePorts(_ports);
        foreach (var resource in model.Resources)
            notifications.Track(resource.Name, LocalModel.Replicas(resource));

        _hostFile = await HostFile.CreateAsync(_folder, model, notifications, cancellationToken).ConfigureAwait(false);
        _servers = RunAll(LocalModel.IsInfrastructure, _stopServers.Token);
        _services = RunAll(resource => !LocalModel.IsInfrastructure(resource), _stopServices.Token);
        _watching = Task.WhenAll(_hostFile.FollowAsync(_stopWatching.Token), new Readiness(model, notifications, time, logger).WatchAsync(
            options.ReadyTimeout, OnReady, OnNotReady, _stopWatching.Token));
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopped || _folder is null)
            return;

        _stopped = true;
        logger.Stopping();
        _hostFile?.Say(HostState.Stopping);
        await _stopServices.CancelAsync().ConfigureAwait(false);
        await _services.ConfigureAwait(false);
        await _stopServers.CancelAsync().ConfigureAwait(false);
        await _servers.ConfigureAwait(false);
        await _stopWatching.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        _hostFile?.End();
        _folder.Dispose();
        logger.Stopped();
    }

    public void Dispose()
    {
        _ports.Dispose();
        _stopServices.Dispose();
        _stopServers.Dispose();
        _stopWatching.Dispose();
    }

    private Task RunAll(Func<IResource, bool> choose, CancellationToken stopping) =>
        Task.WhenAll(model.Resources.Where(choose).SelectMany(resource => runners.Create(resource, _folder!, _ports)).Select(run => run(stopping)).ToList());

    private void OnReady()
    {
        _hostFile!.Say(HostState.Ready);
        logger.Ready();
    }

    private void OnNotReady(string reason)
    {
        _hostFile!.Say(HostState.Failed, reason);
        logger.NotReady(reason);
        Environment.ExitCode = 1;
        lifetime.StopApplication();
    }
}
