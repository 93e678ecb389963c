namespace Tollgate.Cli.Hosting;

/// <summary>The checkout this program was built from.</summary>
public static class Checkout
{
    /// <summary>Absolute path of its root.</summary>
    public static string Root { get; } = Find();

    /// <summary>Absolute path of something in it.</summary>
    public static string Combine(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
                return folder.FullName;
        }

        throw new CliException($"No Platform.sln in or above {AppContext.BaseDirectory}: this program runs from its checkout.");
    }
}
