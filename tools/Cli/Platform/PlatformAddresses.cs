using System.Text.Json;
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

    /// <summary>The public price calculator's address; null when Billing does not run.</summary>
    public string? Calculator { get; init; }

    /// <summary>The simulated provider's address; null when it does not run.</summary>
    public string? ProviderSim { get; init; }

    /// <summary>The operators' key.</summary>
    public required string AdminKey { get; init; }

    /// <summary>The simulated provider's control key.</summary>
    public string SimAdminKey { get; init; } = "";

    /// <summary>As discovery gives them to a process of the app model: <c>services__intake__grpc__0</c> and so on.</summary>
    public static PlatformAddresses FromEnvironment()
    {
        static IReadOnlyList<string> All(string service, string endpoint) => [.. Enumerable.Range(0, 64)
            .Select(i => Environment.GetEnvironmentVariable($"services__{service}__{endpoint}__{i}"))
            .TakeWhile(url => url is not null)
            .OfType<string>()];
        static string Secret(string name) => Environment.GetEnvironmentVariable(name) ?? throw new CliException($"{name} is not set.");

        return new PlatformAddresses
        {
            IntakeGrpc = All("intake", "grpc"),
            IntakeHttp = All("intake", "http"),
            Grpc = Services.Names.ToDictionary(
                name => name, name => All(name, "grpc").FirstOrDefault() ?? throw new CliException($"services__{name}__grpc__0 is not set.")),
            Console = All("console", "http").FirstOrDefault(),
            Calculator = CalculatorOf(All("billing", "http")),
            ProviderSim = All("providersim", "http").FirstOrDefault(),
            AdminKey = Secret("TOLLGATE_ADMIN_KEY"),
            SimAdminKey = Secret("TOLLGATE_SIM_ADMIN_KEY"),
        };
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static PlatformAddresses Read(string path) => JsonSerializer.Deserialize<PlatformAddresses>(File.ReadAllText(path))!;

    /// <summary>Writes a file that only its owner can read; it is there as a whole or not at all.</summary>
    public void Write(string path)
    {
        PrivateFile.Write(path + ".part", JsonSerializer.Serialize(this));
        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>As the local app host states them.</summary>
    public static PlatformAddresses From(HostDocument host) => new()
    {
        IntakeGrpc = host.Endpoints("intake", "grpc"),
        IntakeHttp = host.Endpoints("intake", "http"),
        Grpc = Services.Names.ToDictionary(name => name, name => host.Endpoints(name, "grpc")[0]),
        Console = host.Endpoints("console", "http").FirstOrDefault(),
        Calculator = CalculatorOf(host.Endpoints("billing", "http")),
        ProviderSim = host.Endpoints("providersim", "http").FirstOrDefault(),
        AdminKey = host.Parameter("admin-key"),
        SimAdminKey = host.Parameter("sim-admin-key"),
    };

    private static string? CalculatorOf(IReadOnlyList<string> billing) => billing.Count == 0 ? null : $"{billing[0].TrimEnd('/')}/calculator";
}
