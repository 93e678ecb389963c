using Npgsql;

namespace Tollgate.Intake.Entitlements;

/// <summary>Forgets minutes that are long over, now and then.</summary>
internal sealed class UserRequestsSweeper(UserRequests users, TimeProvider clock, ILogger<UserRequestsSweeper> logger) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await users.SweepAsync(stoppingToken);
            }
            catch (NpgsqlException error)
            {
                EntitlementsLog.SweepFailed(logger, error);
            }
        }
    }
}
