using Microsoft.Extensions.Hosting;

namespace Tollgate.AppHost.Local;

/// <summary>Stops the host when its standard input closes, so that a host started by another program never outlives it.</summary>
internal sealed class StdinWatch(LocalOptions options, IHostApplicationLifetime lifetime) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.StopWithStdin)
            new Thread(WaitForEnd) { IsBackground = true, Name = "stdin" }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void WaitForEnd()
    {
        while (Console.In.ReadLine() is not null)
        {
        }

        lifetime.StopApplication();
    }
}
