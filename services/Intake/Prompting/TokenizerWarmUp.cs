using Tollgate.Tokens;

namespace Tollgate.Intake.Prompting;

/// <summary>Loads the vocabularies before the first request needs them.</summary>
internal sealed class TokenizerWarmUp : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.Run(TextTokens.WarmUp, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
