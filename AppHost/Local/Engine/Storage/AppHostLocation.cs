namespace Tollgate.AppHost.Local;

/// <summary>Finds the app host's folder, which relative project paths start from.</summary>
internal static class AppHostLocation
{
    public static string Directory { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "AppHost");
            if (File.Exists(Path.Combine(candidate, "AppHost.csproj")))
                return candidate;
        }

        throw new DistributedApplicationException($"No AppHost/AppHost.csproj in or above {AppContext.BaseDirectory}: the host runs from its checkout.");
    }
}
