using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Hosting;

namespace Tollgate.ServiceDefaults.Telemetry;

internal static class LogLevels
{
    /// <summary>
    /// Libraries speak up when something is wrong: a line for every SQL command and call costs more than the call, and spans record
    /// them better. That a server is away is said by those who need it, so what each probe for health finds is not said once more, with
    /// its stack, several times a second. What a gRPC handler throws is told by the error interceptor; what gRPC itself would tell besides
    /// is of requests that cannot be read, and no caller shall fill our log with those. Below every other source of configuration, so that any of them can say otherwise.
    /// </summary>
    internal static void AddLogLevels(this IHostApplicationBuilder builder) =>
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new[] { "Microsoft.AspNetCore", "Microsoft.Extensions.Http", "System.Net.Http", "Grpc", "Npgsql", "MassTransit" }
                .Select(category => (category, level: "Warning"))
                .Append((category: "Microsoft.Extensions.Diagnostics.HealthChecks", level: "None"))
                .Append((category: "Grpc.AspNetCore.Server.ServerCallHandler", level: "None"))
                .Select(entry => KeyValuePair.Create<string, string?>($"Logging:LogLevel:{entry.category}", entry.level)),
        });
}
