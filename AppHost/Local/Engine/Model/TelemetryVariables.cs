using System.Globalization;
using Microsoft.Extensions.Hosting;

namespace Tollgate.AppHost.Local;

/// <summary>
/// The OpenTelemetry variables Aspire gives every project. There is no dashboard here, so the exporter is pointed somewhere only when
/// the host's own configuration names a collector.
/// </summary>
internal static class TelemetryVariables
{
    public static void Add(EnvironmentCallbackContext context, IDistributedApplicationBuilder builder)
    {
        var variables = context.EnvironmentVariables;
        var configuration = builder.Configuration;

        if ((configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"]) is { Length: > 0 } collector)
        {
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] ?? "grpc";
            if (configuration["AppHost:OtlpApiKey"] is { Length: > 0 } key)
                variables["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
        }

        variables["OTEL_SERVICE_NAME"] = context.Resource.Name;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = string.Create(
            CultureInfo.InvariantCulture, $"service.instance.id={context.Resource.Name}-{context.Replica}");
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";

        if (!builder.Environment.IsDevelopment())
            return;

        foreach (var delay in (string[])["OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BSP_SCHEDULE_DELAY", "OTEL_METRIC_EXPORT_INTERVAL"])
            variables[delay] = "1000";
        variables["OTEL_TRACES_SAMPLER"] = "always_on";
        variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        variables["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true";
        variables["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
        variables["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
    }
}
