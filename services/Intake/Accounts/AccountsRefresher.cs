using Microsoft.Extensions.Options;

namespace Tollgate.Intake.Accounts;

/// <summary>Loads the configuration before the first request, and looks for changes on a timer.</summary>
internal sealed class AccountsRefresher(
    AccountsCache cache, IOptions<AccountsOptions> options, TimeProvider clock, ILogger<AccountsRefresher> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.RefreshInterval, clock);
        var failing = false;
        do
        {
            try
            {
                await cache.RefreshAsync().WaitAsync(stoppingToken);
                failing = false;
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                if (!failing)
                    AccountsLog.RefreshFailed(logger, error);
                failing = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
