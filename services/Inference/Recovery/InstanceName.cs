using System.Globalization;

namespace Tollgate.Inference.Recovery;

/// <summary>
/// Finds the name under which this replica owns its attempts. One that survives a restart lets the new process take over from the old
/// one at once; one that does not only costs a lease.
/// </summary>
internal static class InstanceName
{
    private const string InstanceId = "service.instance.id=";

    public static string Of(string configured, IConfiguration configuration)
    {
        if (configured.Length > 0)
            return configured;

        var attributes = configuration["OTEL_RESOURCE_ATTRIBUTES"] ?? "";
        var id = attributes.Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(attribute => attribute.StartsWith(InstanceId, StringComparison.Ordinal));
        if (id is { Length: > 20 })
            return id[InstanceId.Length..];

        // A port that the host assigned is held by one process at a time on a machine.
        var address = configuration["Kestrel:Endpoints:grpc:Url"] ?? configuration["ASPNETCORE_URLS"] ?? configuration["URLS"];
        return address is not null && !address.Contains(":0", StringComparison.Ordinal)
            ? $"{Environment.MachineName}/{address}"
            : string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}");
    }
}
