using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Identity;
using Tollgate.Testing;

namespace Tollgate.Billing.Tests;

/// <summary>One database, one broker, and two replicas of the real service on top.</summary>
public sealed class BillingFixture : IAsyncLifetime
{
    internal BillingApp App { get; private set; } = null!;

    internal BillingApp Other { get; private set; } = null!;

    internal string Database { get; private set; } = "";

    internal string Broker { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Database = await TestPostgres.CreateDatabaseAsync("billing");
        Broker = await TestRabbitMq.CreateVirtualHostAsync();
        App = new BillingApp(Database, Broker);
        Other = new BillingApp(Database, Broker);
        App.StartServer();
        Other.StartServer();
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await Other.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class BillingCollection : ICollectionFixture<BillingFixture>
{
    public const string Name = "billing";
}

/// <summary>A replica of the service.</summary>
internal sealed class BillingApp(string database, string broker, Action<Action<string, string>>? settings = null)
    : WebApplicationFactory<Program>
{
    private const string AdminKey = "an-admin-key-for-tests";

    public PlansService.PlansServiceClient Plans => new(Invoker(AdminKey));

    public SubscriptionsService.SubscriptionsServiceClient Subscriptions => new(Invoker(AdminKey));

    public StatementsService.StatementsServiceClient Statements => new(Invoker(Services.GetRequiredService<ServiceTokens>().Issue()));

    public StatementsService.StatementsServiceClient AnonymousStatements => new(Invoker(null));

    public CreditService.CreditServiceClient Credit => new(Invoker(AdminKey));

    public EntitlementsService.EntitlementsServiceClient Entitlements => new(Invoker(AdminKey));

    public InvoicesService.InvoicesServiceClient Invoices => new(Invoker(AdminKey));

    public LedgerService.LedgerServiceClient Ledger => new(Invoker(AdminKey));
    public CalculatorService.CalculatorServiceClient Calculator => new(Invoker(AdminKey));

    public ExportsService.ExportsServiceClient Exports => new(Invoker(AdminKey));

    public AuditService.AuditServiceClient Audit => new(Invoker(AdminKey));

    public ServiceLevelsService.ServiceLevelsServiceClient ServiceLevels => new(Invoker(AdminKey));

    public ExperimentsService.ExperimentsServiceClient Experiments => new(Invoker(AdminKey));

    public IBus Bus => Services.GetRequiredService<IBus>();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:billingdb", database);
        builder.UseSetting("ConnectionStrings:messaging", broker);
        builder.UseSetting("ServiceIdentity:SigningKey", "a-signing-key-for-tests-that-is-long-enough");
        builder.UseSetting("Admin:Key", AdminKey);
        settings?.Invoke((key, value) => builder.UseSetting(key, value));
    }

    private CallInvoker Invoker(string? credential)
    {
        var channel = GrpcChannel.ForAddress(Server.BaseAddress, new GrpcChannelOptions { HttpHandler = Server.CreateHandler() });
        return credential is null
            ? channel.CreateCallInvoker()
            : channel.Intercept(headers =>
            {
                headers.Add("authorization", $"Bearer {credential}");
                return headers;
            });
    }
}
