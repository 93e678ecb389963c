namespace Tollgate.AppHost.Local;

/// <summary>Everything wrong with a description, said at once and before anything starts.</summary>
internal static class ModelValidation
{
    public static void Check(IReadOnlyCollection<IResource> resources)
    {
        var problems = new List<string>();
        foreach (var resource in resources)
        {
            problems.AddRange(resource.Annotations.OfType<UnsupportedAnnotation>().Select(
                unsupported => $"Resource '{resource.Name}' needs {unsupported.Reason}; the local engine has no support for it."));

            if (resource is ParameterResource { IsMissing: true })
                problems.Add(ParameterResource.MissingMessage(resource.Name));
            if (resource is ProjectResource project && !File.Exists(project.ProjectPath))
                problems.Add($"Project '{resource.Name}' does not exist: {project.ProjectPath}");
            if (WaitCycle(resource) is { } cycle)
                problems.Add($"These resources wait for each other: {cycle}.");
        }

        if (problems.Count > 0)
            throw new DistributedApplicationException(string.Join(Environment.NewLine, problems));
    }

    private static string? WaitCycle(IResource start)
    {
        var path = new List<IResource>();
        return Reaches(start) ? string.Join(" -> ", path.Select(resource => resource.Name).Append(start.Name)) : null;

        bool Reaches(IResource from)
        {
            if (path.Contains(from))
                return ReferenceEquals(from, start);

            path.Add(from);
            if (from.Annotations.OfType<WaitAnnotation>().Any(wait => Reaches(wait.Resource)))
                return true;
            path.RemoveAt(path.Count - 1);
            return false;
        }
    }
}
