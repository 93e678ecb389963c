using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Recovery;

/// <summary>Who this replica is, and its heartbeat. Registered before the first call is served; renewed until everything is settled.</summary>
internal sealed class Ownership(
    OwnerStore store, IConfiguration configuration, IOptions<RecoveryOptions> options, TimeProvider clock, ILogger<Ownership> logger)
    : BackgroundService
{
    private readonly Lock gate = new();
    private OwnerEpoch current;

    /// <summary>The owner that new intents are written for.</summary>
    public OwnerEpoch Current
    {
        get
        {
            lock (gate)
                return current;
        }

        private set
        {
            lock (gate)
                current = value;
        }
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await RegisterAsync(InstanceName.Of(options.Value.Instance, configuration), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await store.ReleaseAsync(Current, cancellationToken);
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException or ObjectDisposedException)
        {
            RecoveryLog.NotRenewed(logger, error);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await RenewAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                RecoveryLog.NotRenewed(logger, error);
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var owner = Current;
        if (await store.RenewAsync(owner, options.Value.Lease, cancellationToken))
            return;

        // Two processes under one name would dethrone each other for ever; the one that finds out steps aside under a name of its own.
        var aside = $"{owner.Owner}/{Guid.NewGuid():N}";
        RecoveryLog.Superseded(logger, owner.Owner, aside);
        await RegisterAsync(aside, cancellationToken);
    }

    private async Task RegisterAsync(string owner, CancellationToken cancellationToken)
    {
        Current = await store.RegisterAsync(owner, options.Value.Lease, cancellationToken);
        RecoveryLog.Registered(logger, Current.Owner, Current.Epoch);
    }
}
