using Tollgate.Cli.Hosting;

namespace Tollgate.Cli.Platform;

/// <summary>Where a running platform is reached, and the operators' keys.</summary>
public sealed record PlatformAddresses
{
    /// <summary>Intake's gRPC endpoints, one for each replica.</summary>
    public required IReadOnlyList<string> IntakeGrpc { get; init; }

    /// <summary>Intake's HTTP endpoints.</summary>
    public required IReadOnlyList<string> IntakeHttp { get; init; }

    /// <summary>gRPC endpoint of each service by name.</summary>
    public required IReadOnlyDictionary<string, string> Grpc { get; init; }

    /// <summary>The console's address; null when it does not run.</summary>
    public string? Console { get; init; }

    /// <summary>The simulated provider's address; null when it does not run.</summary>
    public string? ProviderSim { get; init; }

    /// <summary>The operators' key.</summary>
    public required string AdminKey { get; init; }

    /// <summary>The simulated provider's control key.</summary>
    public string SimAdminKey { get; init; } = "";

    /// <summary>As the local app host states them.</summary>
    public static PlatformAddresses From(HostDocument host) => new()
    {
        IntakeGrpc = host.Endpoints("intake", "grpc"),
        IntakeHttp = host.Endpoints("intake", "http"),
        Grpc = Services.Names.ToDictionary(name => name, name => host.Endpoints(name, "grpc")[0]),
        Console = host.Endpoints("console", "http").FirstOrDefault(),
        ProviderSim = host.Endpoints("providersim", "http").FirstOrDefault(),
        AdminKey = host.Parameter("admin-key"),
        SimAdminKey = host.Parameter("sim-admin-key"),
    };
}
