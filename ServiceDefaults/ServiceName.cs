using Microsoft.Extensions.Hosting;

namespace Tollgate.ServiceDefaults;

/// <summary>The service's resource name in the app model, for example <c>metering</c>.</summary>
/// <param name="Value">Lower case.</param>
public sealed record ServiceName(string Value)
{
    internal static ServiceName From(IHostApplicationBuilder builder) =>
        new(builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name
            ? name
            : builder.Environment.ApplicationName.Split('.')[^1].ToLowerInvariant());

    /// <inheritdoc />
    public override string ToString() => Value;
}
