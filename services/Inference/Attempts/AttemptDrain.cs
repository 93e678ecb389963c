using Microsoft.Extensions.Options;

namespace Tollgate.Inference.Attempts;

/// <summary>On the way down, lets running attempts reach their settlement while everything they need still runs.</summary>
internal sealed class AttemptDrain(
    RunningAttempts running, IOptions<AttemptsOptions> options, TimeProvider clock, ILogger<AttemptDrain> logger) : IHostedService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (!running.IsEmpty && clock.GetElapsedTime(began) < options.Value.DrainFor && !cancellationToken.IsCancellationRequested)
            await Task.Delay(LookAgain, clock, CancellationToken.None);
        if (!running.IsEmpty)
            AttemptsLog.LeftBehind(logger, running.Ids.Count);
    }
}
