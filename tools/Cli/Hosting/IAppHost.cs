using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Hosting;

/// <summary>A host that runs the platform: the stock Aspire host, or the local one over plain processes.</summary>
public interface IAppHost : IAsyncDisposable
{
    /// <summary>Waits until everything is healthy. <paramref name="progress"/> hears what is still starting.</summary>
    Task<PlatformAddresses> WaitUntilReadyAsync(Action<string> progress, CancellationToken cancellationToken);

    /// <summary>Waits until it ends by itself.</summary>
    Task WaitForExitAsync(CancellationToken cancellationToken);
}
