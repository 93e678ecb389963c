using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Contracts.Retrieval.V1;

namespace Tollgate.Cli.Platform;

/// <summary>Clients of a running platform: Intake as a product backend uses it, the rest as an operator does.</summary>
public sealed class PlatformClients : IDisposable
{
    // A service that is killed resets the calls it had: what only reads is simply asked again.
    private static readonly MethodConfig Reads = new()
    {
        Names =
        {
            new MethodName { Service = "tollgate.audit.v1.AuditService" },
            new MethodName { Service = "tollgate.metering.v1.UsageService" },
            new MethodName { Service = "tollgate.billing.v1.StatementsService" },
            new MethodName { Service = "tollgate.intake.v1.AdminService", Method = "ListTenants" },
        },
        RetryPolicy = new RetryPolicy
        {
            MaxAttempts = 5,
            InitialBackoff = TimeSpan.FromMilliseconds(200),
            MaxBackoff = TimeSpan.FromSeconds(2),
            BackoffMultiplier = 2,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };

    private readonly List<GrpcChannel> channels = [];

    /// <summary>Connects lazily.</summary>
    public PlatformClients(PlatformAddresses addresses)
    {
        Addresses = addresses;
        CallInvoker Operator(string service) => Balanced([addresses.Grpc[service]]).Intercept(new OperatorInterceptor(addresses.AdminKey));

        Intake = new IntakeService.IntakeServiceClient(Balanced(addresses.IntakeGrpc));
        Admin = new AdminService.AdminServiceClient(Operator("intake"));
        Retrieval = new RetrievalService.RetrievalServiceClient(Operator("retrieval"));
        Budgets = new BudgetsService.BudgetsServiceClient(Operator("metering"));
        Usage = new UsageService.UsageServiceClient(Operator("metering"));
        Rerates = new RerateService.RerateServiceClient(Operator("metering"));
        Archives = new ArchivesService.ArchivesServiceClient(Operator("metering"));
        Feed = new FeedService.FeedServiceClient(Operator("metering"));
        Costs = new CostsService.CostsServiceClient(Operator("metering"));
        Charges = new ChargesService.ChargesServiceClient(Operator("inference"));
        Anomalies = new AnomaliesService.AnomaliesServiceClient(Operator("metering"));
        Capacity = new CapacityService.CapacityServiceClient(Operator("metering"));
        Forecasts = new ForecastService.ForecastServiceClient(Operator("metering"));
        Margins = new MarginService.MarginServiceClient(Operator("billing"));
        Prices = new PricesService.PricesServiceClient(Operator("metering"));
        Plans = new PlansService.PlansServiceClient(Operator("billing"));
        Subscriptions = new SubscriptionsService.SubscriptionsServiceClient(Operator("billing"));
        Statements = new StatementsService.StatementsServiceClient(Operator("billing"));
        Credit = new CreditService.CreditServiceClient(Operator("billing"));
        Entitlements = new EntitlementsService.EntitlementsServiceClient(Operator("billing"));
        Ledger = new LedgerService.LedgerServiceClient(Operator("billing"));
        Invoices = new InvoicesService.InvoicesServiceClient(Operator("billing"));
        ServiceLevels = new ServiceLevelsService.ServiceLevelsServiceClient(Operator("billing"));
        Experiments = new ExperimentsService.ExperimentsServiceClient(Operator("billing"));
        Exports = new ExportsService.ExportsServiceClient(Operator("billing"));
        Audits = Services.Names.ToDictionary(name => name, name => new AuditService.AuditServiceClient(Operator(name)));
    }

    /// <summary>Where it runs.</summary>
    public PlatformAddresses Addresses { get; }

    public IntakeService.IntakeServiceClient Intake { get; }

    public AdminService.AdminServiceClient Admin { get; }

    public RetrievalService.RetrievalServiceClient Retrieval { get; }

    public BudgetsService.BudgetsServiceClient Budgets { get; }

    public UsageService.UsageServiceClient Usage { get; }

    public ArchivesService.ArchivesServiceClient Archives { get; }

    public FeedService.FeedServiceClient Feed { get; }

    public CostsService.CostsServiceClient Costs { get; }

    public ChargesService.ChargesServiceClient Charges { get; }

    public AnomaliesService.AnomaliesServiceClient Anomalies { get; }

    public CapacityService.CapacityServiceClient Capacity { get; }

    public ForecastService.ForecastServiceClient Forecasts { get; }

    public MarginService.MarginServiceClient Margins { get; }

    public PricesService.PricesServiceClient Prices { get; }

    public RerateService.RerateServiceClient Rerates { get; }

    public SubscriptionsService.SubscriptionsServiceClient Subscriptions { get; }

    /// <summary>Plans, as an operator.</summary>
    public PlansService.PlansServiceClient Plans { get; }

    public StatementsService.StatementsServiceClient Statements { get; }

    public CreditService.CreditServiceClient Credit { get; }

    public EntitlementsService.EntitlementsServiceClient Entitlements { get; }

    public LedgerService.LedgerServiceClient Ledger { get; }

    public InvoicesService.InvoicesServiceClient Invoices { get; }

    public ServiceLevelsService.ServiceLevelsServiceClient ServiceLevels { get; }

    public ExperimentsService.ExperimentsServiceClient Experiments { get; }

    public ExportsService.ExportsServiceClient Exports { get; }

    /// <summary>The audit of each service.</summary>
    public IReadOnlyDictionary<string, AuditService.AuditServiceClient> Audits { get; }

    /// <summary>Call options with an API key and a deadline.</summary>
    public static CallOptions WithApiKey(string apiKey, TimeSpan timeout, CancellationToken cancellationToken) => new(
        new Metadata { { "authorization", $"Bearer {apiKey}" } },
        TimeProvider.System.GetUtcNow().UtcDateTime + timeout,
        cancellationToken);

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var channel in channels)
            channel.Dispose();
    }

    private CallInvoker Balanced(IReadOnlyList<string> urls)
    {
        var addresses = urls.Select(url => new Uri(url)).Select(uri => new BalancerAddress(uri.Host, uri.Port)).ToArray();
        var services = new ServiceCollection();
        services.AddSingleton<ResolverFactory>(new StaticResolverFactory(_ => addresses));
        var channel = GrpcChannel.ForAddress("static:///platform", new GrpcChannelOptions
        {
            Credentials = ChannelCredentials.Insecure,
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
            ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() }, MethodConfigs = { Reads } },
            ServiceProvider = services.BuildServiceProvider(),
            MaxReceiveMessageSize = 64 * 1024 * 1024,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
        });
        channels.Add(channel);
        return channel.CreateCallInvoker();
    }
}
