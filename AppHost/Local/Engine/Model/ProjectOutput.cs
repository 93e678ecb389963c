namespace Tollgate.AppHost.Local;

/// <summary>Finds what a project was built to: next to the running program, in the configuration it was itself built with.</summary>
internal static class ProjectOutput
{
    /// <summary>Absolute path of the project's program.</summary>
    public static string Find(string projectPath)
    {
        var project = Path.GetFileNameWithoutExtension(projectPath);
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var output = Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);

        var program = Directory.Exists(output)
            ? Directory.EnumerateFiles(output, "*.runtimeconfig.json")
                .Select(file => file.Replace(".runtimeconfig.json", ".dll", StringComparison.Ordinal))
                .FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) is var name
                    && (name == project || name.EndsWith($".{project}", StringComparison.Ordinal)))
            : null;

        return program ?? throw new DistributedApplicationException(
            $"{project} is not built: no program in {output}. Build the solution in the {own.Name} configuration first.");
    }
}
