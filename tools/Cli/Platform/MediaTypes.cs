namespace Tollgate.Cli.Platform;

/// <summary>Media types of documents by file name.</summary>
public static class MediaTypes
{
    private static readonly Dictionary<string, string> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".md"] = "text/markdown",
        [".markdown"] = "text/markdown",
        [".txt"] = "text/plain",
        [".html"] = "text/html",
        [".htm"] = "text/html",
    };

    /// <summary>The file can be ingested.</summary>
    public static bool IsKnown(string path) => ByExtension.ContainsKey(Path.GetExtension(path));

    /// <summary>The media type.</summary>
    public static string Of(string path) => ByExtension.TryGetValue(Path.GetExtension(path), out var type)
        ? type
        : throw new CliException($"{path}: only {string.Join(", ", ByExtension.Keys)} can be ingested.");
}
