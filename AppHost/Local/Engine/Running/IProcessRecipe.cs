namespace Tollgate.AppHost.Local;

/// <summary>How one replica of a resource is started and asked for its health.</summary>
internal interface IProcessRecipe
{
    /// <summary>A server is meant to run for ever: whatever it ends with, it is started again.</summary>
    bool IsServer { get; }

    /// <summary>Puts everything in place for the next start.</summary>
    Task<ProcessSpec> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Whether it is of use to those who wait for it. May throw, which means no.</summary>
    Task<bool> IsHealthyAsync(CancellationToken cancellationToken);
}
