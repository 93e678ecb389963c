namespace Tollgate.AppHost.Local;

/// <summary>Projects and executables: their own environment, and health over HTTP.</summary>
internal sealed class ServiceRecipe(IResource resource, int replica, EnvironmentComposer composer, HttpClient http) : IProcessRecipe
{
    public bool IsServer => resource.Annotations.OfType<EndpointAnnotation>().Any();

    public async Task<ProcessSpec> PrepareAsync(CancellationToken cancellationToken)
    {
        var environment = await composer.ComposeAsync(resource, replica, cancellationToken).ConfigureAwait(false);
        var arguments = resource.Annotations.OfType<ArgumentsAnnotation>().SelectMany(annotation => annotation.Arguments);
        return resource switch
        {
            // The project's folder, as with `dotnet run`: it is the content root, so appsettings.json is read from the source tree.
            ProjectResource project => new ProcessSpec(
                "dotnet", [ProjectOutput.Find(project.ProjectPath), .. arguments], Path.GetDirectoryName(project.ProjectPath)!, environment),
            ExecutableResource executable => new ProcessSpec(executable.Command, [.. arguments], executable.WorkingDirectory, environment),
            _ => throw new InvalidOperationException($"{resource.GetType().Name} is not a service."),
        };
    }

    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        foreach (var check in resource.Annotations.OfType<HttpHealthCheckAnnotation>())
        {
            var address = new Uri(new Uri(Endpoint(check).Url(replica)), check.Path);
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if ((int)response.StatusCode != check.StatusCode)
                return false;
        }

        return true;
    }

    private EndpointAnnotation Endpoint(HttpHealthCheckAnnotation check)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToList();
        var endpoint = check.EndpointName is { } name
            ? endpoints.FirstOrDefault(candidate => candidate.Name == name)
            : endpoints.FirstOrDefault(candidate => candidate.Name == "https") ?? endpoints.FirstOrDefault(candidate => candidate.Name == "http");
        return endpoint ?? throw new DistributedApplicationException(
            $"Resource '{resource.Name}' has a health check on endpoint '{check.EndpointName ?? "http"}', which it does not have.");
    }
}
