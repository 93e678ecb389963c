using Tollgate.Tokens;

namespace Tollgate.Inference.Runs;

/// <summary>Loads vocabularies and prices before the first call, whose start limit would otherwise be spent on them.</summary>
internal sealed class WarmUp : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            TextTokens.WarmUp();
            return PriceBook.Default.Entries.Count;
        },
        cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
