namespace Tollgate.Testing;

/// <summary>The root of the checkout the running test was built from.</summary>
public static class RepositoryRoot
{
    private static readonly Lazy<string> Root = new(Find);

    /// <summary>Absolute path of the folder that holds <c>Platform.sln</c>.</summary>
    public static string Path => Root.Value;

    /// <summary>Absolute path of something inside the checkout.</summary>
    public static string Combine(string relative) => System.IO.Path.Combine(Path, relative);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Platform.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No Platform.sln in or above {AppContext.BaseDirectory}.");
    }
}
