namespace Tollgate.Metering.Tiers;

/// <summary>A tier in a folder. A file is written under another name, brought to disk and renamed, and the renaming is brought to disk too.</summary>
internal sealed class DirectoryStore(string folder) : IArchiveStore
{
    private const int BufferBytes = 128 * 1024;

    public async Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var path = PathOf(name);
        DirectorySync.Create(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            await using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, useAsync: true))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
            DirectorySync.Flush(Path.GetDirectoryName(path)!);
        }
        finally
        {
            File.Delete(part);
        }
    }

    public Task<Stream> OpenAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult<Stream>(
                new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferBytes, useAsync: true));
        }
        catch (DirectoryNotFoundException error)
        {
            throw new FileNotFoundException(error.Message, name, error);
        }
    }

    public Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        if (File.Exists(PathOf(name)))
            File.Delete(PathOf(name));
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        var (day, name) = (Path.GetDirectoryName(prefix)!, Path.GetFileName(prefix));
        return Task.FromResult<IReadOnlyList<string>>(Directory.Exists(PathOf(day))
            ? [.. Directory.EnumerateFiles(PathOf(day)).Select(Path.GetFileName).OfType<string>()
                .Where(file => file.StartsWith(name, StringComparison.Ordinal)).Select(file => $"{day}/{file}")]
            : []);
    }

    private string PathOf(string name) => Path.Combine(folder, name);
}
