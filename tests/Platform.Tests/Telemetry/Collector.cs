using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Tests.Otlp.Logs;
using Tollgate.Platform.Tests.Otlp.Metrics;
using Tollgate.Platform.Tests.Otlp.Traces;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Telemetry;

/// <summary>An OTLP collector that keeps what the services export.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<byte[]> raw = new();

    private Collector(WebApplication app, string endpoint)
    {
        this.app = app;
        Endpoint = endpoint;
    }

    internal string Endpoint { get; }

    internal ConcurrentQueue<CollectedSpan> Spans { get; } = new();

    internal static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        // The services put their settings beside this assembly; they are not for us.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        var endpoint = $"http://127.0.0.1:{FreePort.Next()}";
        builder.WebHost.UseUrls(endpoint);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = null);
        Collector? collector = null;
        builder.Services.AddSingleton(_ => collector!);
        var app = builder.Build();
        collector = new Collector(app, endpoint);
        app.MapGrpcService<Traces>();
        app.MapGrpcService<Logs>();
        app.MapGrpcService<Metrics>();
        await app.StartAsync();
        return collector;
    }

    /// <summary>Anything exported so far, of any signal, contains this text.</summary>
    internal bool Contains(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return raw.Any(message => message.AsSpan().IndexOf(bytes) >= 0);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private void Keep(IMessage message) => raw.Enqueue(message.ToByteArray());

    private static string Text(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        _ => "",
    };

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    private sealed class Traces(Collector collector) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
        {
            collector.Keep(request);
            foreach (var resource in request.ResourceSpans)
            {
                var attributes = resource.Resource.Attributes.ToDictionary(a => a.Key, a => Text(a.Value));
                foreach (var span in resource.ScopeSpans.SelectMany(scope => scope.Spans))
                {
                    collector.Spans.Enqueue(new CollectedSpan(
                        attributes.GetValueOrDefault("service.name", ""), attributes.GetValueOrDefault("service.instance.id", ""),
                        Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), span.Name, span.Kind,
                        [.. span.Links.Select(link => Hex(link.TraceId))],
                        span.Attributes.GroupBy(a => a.Key).ToDictionary(g => g.Key, g => Text(g.Last().Value))));
                }
            }

            return Task.FromResult(new ExportTraceServiceResponse());
        }
    }

    private sealed class Logs(Collector collector) : LogsService.LogsServiceBase
    {
        public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context)
        {
            collector.Keep(request);
            return Task.FromResult(new ExportLogsServiceResponse());
        }
    }

    private sealed class Metrics(Collector collector) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context)
        {
            collector.Keep(request);
            return Task.FromResult(new ExportMetricsServiceResponse());
        }
    }
}
