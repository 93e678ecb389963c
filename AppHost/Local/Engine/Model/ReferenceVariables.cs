namespace Tollgate.AppHost.Local;

/// <summary>The variables a reference injects, named as Aspire names them.</summary>
internal static class ReferenceVariables
{
    /// <summary><c>services__name__endpoint__index</c> for every replica, and <c>NAME_ENDPOINT</c>.</summary>
    public static void AddEndpoints(EnvironmentCallbackContext context, IResourceWithEndpoints source, string name, string? endpointName)
    {
        var replicas = (source as ProjectResource)?.Replicas ?? 1;
        foreach (var endpoint in source.Annotations.OfType<EndpointAnnotation>())
        {
            if (endpointName is not null && !string.Equals(endpoint.Name, endpointName, StringComparison.OrdinalIgnoreCase))
                continue;

            for (var replica = 0; replica < replicas; replica++)
                context.EnvironmentVariables[$"services__{name}__{endpoint.Name}__{replica}"] = new EndpointReference(source, endpoint.Name, replica);
            context.EnvironmentVariables[$"{EnvironmentName(name)}_{EnvironmentName(endpoint.Name)}"] = new EndpointReference(source, endpoint.Name);
        }
    }

    /// <summary><c>ConnectionStrings__name</c> and <c>NAME_PROPERTY</c>.</summary>
    public static void AddConnection(EnvironmentCallbackContext context, IResourceWithConnectionString source, string name)
    {
        context.EnvironmentVariables[$"ConnectionStrings__{name}"] = source.ConnectionStringExpression;
        foreach (var (property, value) in source.GetConnectionProperties())
            context.EnvironmentVariables[$"{EnvironmentName(name)}_{property.ToUpperInvariant()}"] = value;
    }

    private static string EnvironmentName(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_'));
}
