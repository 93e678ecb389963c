using Xunit;

namespace Tollgate.Testing;

/// <summary>
/// Reference data kept beside the checkout, in <c>../shared/data</c>. A laptop without it skips the test; a build server
/// (<c>CI=true</c>) fails it, so that a lost data set is never mistaken for a pass.
/// </summary>
public static class SharedData
{
    /// <summary>Absolute path of a file or folder of the data set, such as <c>tokens/token_counts_dev.jsonl</c>.</summary>
    public static string Path(string relative)
    {
        var path = System.IO.Path.GetFullPath(RepositoryRoot.Combine(System.IO.Path.Combine("..", "shared", "data", relative)));
        if (File.Exists(path) || Directory.Exists(path))
            return path;

        var message = $"Reference data is missing: {path}";
        if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase))
            throw new FileNotFoundException(message, path);

        throw new SkipException(message);
    }
}
