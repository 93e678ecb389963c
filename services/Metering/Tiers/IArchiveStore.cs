namespace Tollgate.Metering.Tiers;

/// <summary>Where files of a tier are kept: a folder here, an object store elsewhere. What is in a file never changes.</summary>
internal interface IArchiveStore
{
    /// <summary>Stores a file, whole or not at all, and durably. One of that name is replaced.</summary>
    Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken);

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    Task<Stream> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>Deletes a file, if there is one.</summary>
    Task DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>The files whose names begin so, unfinished ones included; the part behind the last slash must not be empty.</summary>
    Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken);
}
