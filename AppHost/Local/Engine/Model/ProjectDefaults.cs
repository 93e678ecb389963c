using Microsoft.Extensions.Configuration;

namespace Tollgate.AppHost.Local;

/// <summary>What a project brings along by itself: endpoints in its Kestrel configuration, telemetry and console settings.</summary>
internal static class ProjectDefaults
{
    public static IResourceBuilder<ProjectResource> WithProjectDefaults(this IResourceBuilder<ProjectResource> builder, ProjectResourceOptions options)
    {
        var folder = Path.GetDirectoryName(builder.Resource.ProjectPath)!;
        if (!options.ExcludeLaunchProfile && (options.LaunchProfileName is not null || File.Exists(Path.Combine(folder, "Properties", "launchSettings.json"))))
            builder.WithAnnotation(new UnsupportedAnnotation("a launch profile (its ports would collide between checkouts)"));

        if (!options.ExcludeKestrelEndpoints)
            builder.AddKestrelEndpoints(folder);

        return builder
            .WithEnvironment(context => TelemetryVariables.Add(context, builder.ApplicationBuilder))
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
                context.EnvironmentVariables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
            })
            .WithEnvironment(AddListenAddresses);
    }

    // The port of a configured address is a placeholder: a fixed one could not be used by a second replica or checkout.
    private static void AddKestrelEndpoints(this IResourceBuilder<ProjectResource> builder, string folder)
    {
        var settings = new ConfigurationBuilder()
            .SetBasePath(folder)
            .AddJsonFile("appsettings.json", optional: true)
            .AddJsonFile($"appsettings.{builder.ApplicationBuilder.Environment.EnvironmentName}.json", optional: true)
            .Build();

        var endpoints = settings.GetSection("Kestrel:Endpoints").GetChildren()
            .Where(endpoint => endpoint["Url"] is not null)
            .Select(endpoint => (endpoint.Key, Protocols: endpoint["Protocols"], Scheme: endpoint["Url"]!.Split("://")[0].ToLowerInvariant()))
            .ToList();

        foreach (var endpoint in endpoints)
        {
            // Alone of its scheme an endpoint is known by the scheme, as in Aspire.
            var alone = endpoints.Count(other => other.Scheme == endpoint.Scheme) == 1;
            builder.WithAnnotation(new EndpointAnnotation(alone ? endpoint.Scheme : endpoint.Key, endpoint.Scheme)
            {
                Transport = endpoint.Protocols == "Http2" ? "http2" : "http",
                FromKestrelConfiguration = true,
                KestrelName = endpoint.Key,
            });
        }
    }

    private static void AddListenAddresses(EnvironmentCallbackContext context)
    {
        var endpoints = context.Resource.Annotations.OfType<EndpointAnnotation>().ToList();
        foreach (var endpoint in endpoints.Where(endpoint => endpoint.FromKestrelConfiguration))
            context.EnvironmentVariables[$"Kestrel__Endpoints__{endpoint.KestrelName}__Url"] = endpoint.Url(context.Replica);

        if (endpoints.Any(endpoint => endpoint.FromKestrelConfiguration))
            return;

        var urls = endpoints.Where(endpoint => endpoint.UriScheme is "http" or "https").Select(endpoint => endpoint.Url(context.Replica)).ToList();
        if (urls.Count > 0)
            context.EnvironmentVariables["ASPNETCORE_URLS"] = string.Join(';', urls);
    }
}
