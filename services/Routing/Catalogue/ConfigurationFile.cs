namespace Tollgate.Routing.Catalogue;

/// <summary>Files that ship inside the service and can be replaced by one on disk.</summary>
internal static class ConfigurationFile
{
    public static Stream Open(string? path, string shipped) => string.IsNullOrWhiteSpace(path)
        ? typeof(ConfigurationFile).Assembly.GetManifestResourceStream(shipped)
            ?? throw new InvalidOperationException($"{shipped} is missing from the assembly.")
        : File.OpenRead(path);
}
