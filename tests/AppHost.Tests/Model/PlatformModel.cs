using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.AppHost.Local;

namespace Tollgate.AppHost.Tests.Model;

/// <summary>The platform as <c>Program.cs</c> describes it, with ports and secrets that can be written down.</summary>
internal sealed class PlatformModel
{
    private static readonly string[] Settings =
    [
        "--environment=Development",
        "--Parameters:service-signing-key=signing-key-value",
        "--Parameters:admin-key=admin-key-value",
        "--Parameters:api-key-pepper=pepper-value",
        "--Parameters:provider-api-key=provider-key-value",
        "--Parameters:sim-admin-key=sim-admin-key-value",
        "--Parameters:postgres-password=pg-pass",
        "--Parameters:messaging-password=mq pass",
    ];

    private static readonly Dictionary<string, int> Ports = new()
    {
        ["postgres.tcp"] = 5432,
        ["messaging.tcp"] = 5672,
        ["messaging.management"] = 15672,
        ["providersim.http"] = 8000,
        ["metering.http"] = 8010,
        ["metering.grpc"] = 8011,
        ["billing.http"] = 8020,
        ["billing.grpc"] = 8021,
        ["inference.http"] = 8030,
        ["inference.grpc"] = 8031,
        ["routing.http"] = 8040,
        ["routing.grpc"] = 8041,
        ["retrieval.http"] = 8050,
        ["retrieval.grpc"] = 8051,
        ["intake.http"] = 8060,
        ["intake.grpc"] = 8061,
        ["console.http"] = 8070,
    };

    private readonly EnvironmentComposer _composer;

    private PlatformModel(IReadOnlyList<IResource> resources, EnvironmentComposer composer) => (Resources, _composer) = (resources, composer);

    public IReadOnlyList<IResource> Resources { get; }

    public IEnumerable<ProjectResource> Projects => Resources.OfType<ProjectResource>();

    /// <summary>Builds it; a second replica of an endpoint gets the port a hundred higher.</summary>
    public static async Task<PlatformModel> BuildAsync(string folder, params string[] settings)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([.. Settings, $"--Data:Folder={folder}", .. settings]);
        using var application = builder.Build();
        foreach (var resource in builder.Resources)
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                endpoint.AllocatedPorts = [.. Enumerable.Range(0, LocalModel.Replicas(resource))
                    .Select(replica => Ports[$"{resource.Name}.{endpoint.Name}"] + (100 * replica))];
            }
        }

        return new PlatformModel([.. builder.Resources], application.Services.GetRequiredService<EnvironmentComposer>());
    }

    public IResource this[string name] => Resources.Single(resource => resource.Name == name);

    public Task<IReadOnlyDictionary<string, string>> EnvironmentAsync(string name, int replica = 0) =>
        _composer.ComposeAsync(this[name], replica, CancellationToken.None);
}
