using Grpc.Core;
using Grpc.Net.Client;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Recovery;
using Tollgate.Inference.Runs;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Inference.Tests.Fakes;

/// <summary>
/// The real service over a real database, without its bus: what would be published stays in the outbox, where a test can read it.
/// </summary>
internal sealed class InferenceReplica(
    string database, string metering, string billing, string provider, Action<IDictionary<string, string?>>? settings = null,
    Action<IServiceCollection>? services = null) : WebApplicationFactory<InferenceGrpcService>
{
    public CapturedLogs Logs { get; } = new();

    public InferenceService.InferenceServiceClient Client => new(Channel());

    public AuditService.AuditServiceClient Audit => new(Channel());

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public RecoverAttempts Recovery => Services.GetRequiredService<RecoverAttempts>();

    public CallOptions Signed(CancellationToken cancellationToken = default, DateTime? deadline = null) => new(
        new Metadata { { "authorization", "Bearer " + Services.GetRequiredService<ServiceTokens>().Issue() } }, deadline, cancellationToken);

    protected override IHost CreateHost(IHostBuilder builder)
    {
        var values = new Dictionary<string, string?>
        {
            ["ConnectionStrings:inferencedb"] = database,
            ["ConnectionStrings:messaging"] = "amqp://guest:guest@127.0.0.1:1",
            ["ServiceIdentity:SigningKey"] = "a-signing-key-for-tests-only-0123456789",
            ["services:metering:grpc:0"] = metering,
            ["services:billing:grpc:0"] = billing,
            ["Providers:sim:BaseUrl"] = provider,
            ["Recovery:Interval"] = "00:00:00.1",
            ["Recovery:Lease"] = "00:00:10",
            ["Recovery:AskEvery"] = "00:00:00.05",
            ["Recovery:ReportDelay"] = "00:00:00.3",
            ["Attempts:StartWithin"] = "00:00:03",
        };
        settings?.Invoke(values);
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection(values));
        return base.CreateHost(builder);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs).SetMinimumLevel(LogLevel.Debug));
        builder.ConfigureTestServices(collection =>
        {
            foreach (var hosted in collection.Where(service => service.ServiceType == typeof(IHostedService)).ToArray())
            {
                var type = hosted.ImplementationType;
                if (type is not null && (type.Assembly == typeof(IBus).Assembly || type.Name == "OutboxRelay"))
                    collection.Remove(hosted);
            }

            services?.Invoke(collection);
        });
    }

    private GrpcChannel Channel() => GrpcChannel.ForAddress(Server.BaseAddress, new GrpcChannelOptions { HttpHandler = Server.CreateHandler() });
}
