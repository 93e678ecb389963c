namespace Tollgate.ProviderSim.Ledger;

internal static class LedgerExtensions
{
    public static IServiceCollection AddLedger(this IServiceCollection services) => services
        .AddSingleton<CallLedger>()
        .AddHostedService(provider =>
        {
            // Opened before the first request: what a crash left open is closed before anybody can ask about it.
            provider.GetRequiredService<CallLedger>();
            return new LedgerStartup();
        });

    private sealed class LedgerStartup : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
