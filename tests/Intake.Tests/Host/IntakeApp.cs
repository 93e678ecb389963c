using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Testing;

namespace Tollgate.Intake.Tests.Host;

/// <summary>A replica of the service on loopback ports, over a real database and a real broker.</summary>
internal sealed class IntakeApp : WebApplicationFactory<Program>
{
    public const string AdminKey = "admin-key-for-tests";
    public const string Pepper = "pepper-for-tests-only";

    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly CapturedLogs? logs;
    private readonly int[] ports = FreePort.Next(2);
    private readonly Lazy<GrpcChannel> channel;

    public IntakeApp(IReadOnlyDictionary<string, string> settings, CapturedLogs? logs = null)
    {
        this.settings = settings;
        this.logs = logs;
        channel = new(() => GrpcChannel.ForAddress(GrpcAddress, new GrpcChannelOptions { MaxSendMessageSize = 64 * 1024 * 1024 }));
        UseKestrel();
        StartServer();
    }

    public string HttpAddress => $"http://127.0.0.1:{ports[0]}";

    public string GrpcAddress => $"http://127.0.0.1:{ports[1]}";

    public AdminService.AdminServiceClient Admin => new(With(AdminKey));

    public AuditService.AuditServiceClient Audit => new(With(AdminKey));

    public ChannelBase Channel => channel.Value;

    public IntakeService.IntakeServiceClient Client(string? apiKey) => new(With(apiKey));

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Kestrel:Endpoints:http:Url", HttpAddress);
        builder.UseSetting("Kestrel:Endpoints:grpc:Url", GrpcAddress);
        builder.UseSetting("Kestrel:Endpoints:grpc:Protocols", "Http2");
        builder.UseSetting("ServiceIdentity:SigningKey", "a-signing-key-for-tests-that-is-long-enough");
        builder.UseSetting("Admin:Key", AdminKey);
        builder.UseSetting("ApiKeys:Pepper", Pepper);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        if (logs is not null)
        {
            // After the service's own levels, so that nothing is held back.
            builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(logs).AddFilter<CapturedLogs>(null, LogLevel.Trace));
        }

        foreach (var (key, value) in settings)
            builder.UseSetting(key, value);
    }

    private CallInvoker With(string? bearer) => bearer is null
        ? channel.Value.CreateCallInvoker()
        : channel.Value.Intercept(metadata =>
        {
            metadata.Add("authorization", $"Bearer {bearer}");
            return metadata;
        });
}
