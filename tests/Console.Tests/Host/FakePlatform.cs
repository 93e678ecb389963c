using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Contracts.Routing.V1;

namespace Tollgate.Console.Tests.Host;

/// <summary>The services that pages read from, played on one loopback socket with figures that tests look for.</summary>
internal sealed class FakePlatform : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakePlatform(WebApplication app) => this.app = app;

    public string Address => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<FakePlatform> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<Admin>();
        app.MapGrpcService<Usage>();
        app.MapGrpcService<Budgets>();
        app.MapGrpcService<Forecasts>();
        app.MapGrpcService<Statements>();
        app.MapGrpcService<Routing>();
        app.MapGrpcService<Inference>();
        app.MapGrpcService<Books>();
        await app.StartAsync();
        return new FakePlatform(app);
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static Money Usd(long nanos) => new() { Currency = "USD", Nanos = nanos };

    private sealed class Admin : AdminService.AdminServiceBase
    {
        public override Task<ListTenantsResponse> ListTenants(ListTenantsRequest request, ServerCallContext context) => Task.FromResult(
            new ListTenantsResponse { Tenants = { new Tenant { TenantId = "acme", DisplayName = "Acme <script>alert(1)</script> & Sons" } } });

        public override Task<ListAssistantsResponse> ListAssistants(ListAssistantsRequest request, ServerCallContext context) => Task.FromResult(
            new ListAssistantsResponse { Assistants = { new Assistant { TenantId = "acme", AssistantId = "claims" } } });
    }

    private sealed class Usage : UsageService.UsageServiceBase
    {
        public override Task<QueryUsageResponse> QueryUsage(QueryUsageRequest request, ServerCallContext context)
        {
            var row = new UsageRow { Attempts = 7, Usage = new TokenUsage { Input = 1_234_567, CachedInput = 89, Output = 4_321 }, Cost = Usd(2_000_000_001) };
            foreach (var group in request.GroupBy)
                row.Group[group] = group == "model" ? "gpt-4.1-mini" : "2026-11-25";
            return Task.FromResult(new QueryUsageResponse { Rows = { row } });
        }

        public override Task<QueryRequestsResponse> QueryRequests(QueryRequestsRequest request, ServerCallContext context)
        {
            var row = new RequestRow { Requests = 41, Answered = 30, Cached = 6, Refused = 5, Escalated = 3, Cost = Usd(2_000_000_001), BaselineCost = Usd(8_000_000_000) };
            foreach (var group in request.GroupBy)
                row.Group[group] = group == "tenant" ? "acme" : "2026-11-25T09:00:00Z";
            return Task.FromResult(new QueryRequestsResponse { Rows = { row } });
        }
    }

    private sealed class Budgets : BudgetsService.BudgetsServiceBase
    {
        public override Task<ListBudgetsResponse> ListBudgets(ListBudgetsRequest request, ServerCallContext context)
        {
            var response = new ListBudgetsResponse();
            if (request.TenantId == "acme")
            {
                response.Budgets.Add(new Budget
                {
                    BudgetId = "month", TenantId = "acme", Scope = BudgetScope.Tenant, Period = BudgetPeriod.Month, CostLimit = Usd(10_000_000_000), Hard = true,
                    Thresholds = { new BudgetThreshold { Percent = 50, Action = BudgetAction.CheaperModel } },
                    State = new BudgetState { Settled = 6_000_000_000, Held = 1_000_000_000, Available = 3_000_000_000, CrossedPercents = { 50 } },
                });
            }

            return Task.FromResult(response);
        }
    }

    private sealed class Forecasts : ForecastService.ForecastServiceBase
    {
        public override Task<ForecastBudgetsResponse> ForecastBudgets(ForecastBudgetsRequest request, ServerCallContext context)
        {
            var response = new ForecastBudgetsResponse();
            if (request.TenantId == "acme")
            {
                response.Budgets.Add(new BudgetForecast
                {
                    BudgetId = "month",
                    Forecast = new Forecast
                    {
                        Points = { new ForecastPoint { Until = ForecastUntil.PeriodEnd, Low = Cost(9), Median = Cost(11), High = Cost(14) } },
                    },
                    Reach = new ReachForecast { ExpectedTime = Timestamp.FromDateTime(new DateTime(2026, 11, 28, 14, 30, 0, DateTimeKind.Utc)) },
                });
            }

            return Task.FromResult(response);
        }

        private static ForecastAmount Cost(long dollars) => new() { Cost = Usd(dollars * 1_000_000_000) };
    }

    private sealed class Statements : StatementsService.StatementsServiceBase
    {
        public override Task<GetStatementResponse> GetStatement(GetStatementRequest request, ServerCallContext context) => Task.FromResult(new GetStatementResponse
        {
            Statement = new Statement
            {
                TenantId = request.TenantId, PlanId = "pro", PlanVersion = "2026-11-01", Total = Usd(123_450_000_000), UsageRecords = 7, ProviderCost = Usd(2_000_000_001),
                PeriodStart = Timestamp.FromDateTime(new DateTime(2026, 11, 1, 0, 0, 0, DateTimeKind.Utc)),
                PeriodEnd = Timestamp.FromDateTime(new DateTime(2026, 12, 1, 0, 0, 0, DateTimeKind.Utc)),
                Lines = { new StatementLine { ChargeId = "small-input", Description = "Input, small models", Quantity = 1_234_567, Included = 1_000_000, Amount = Usd(123_450_000_000) } },
            },
        });
    }

    private sealed class Routing : RoutingService.RoutingServiceBase
    {
        public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) => Task.FromResult(new ListModelsResponse
        {
            CatalogueVersion = "2026-11-20",
            Models = { new Model { Model_ = "gpt-4.1-mini", Provider = "openai", ModelClass = "small", Available = true, ContextTokens = 1_000_000, CostClass = "low" } },
        });
    }

    private sealed class Inference : InferenceService.InferenceServiceBase
    {
        public override Task<DescribeProvidersResponse> DescribeProviders(DescribeProvidersRequest request, ServerCallContext context) => Task.FromResult(
            new DescribeProvidersResponse { Providers = { request.Providers.Select(name => new ProviderDescription { Provider = name, Available = true, Simulated = true }) } });
    }

    private sealed class Books : AuditService.AuditServiceBase
    {
        public override Task<DigestResponse> Digest(DigestRequest request, ServerCallContext context) => Task.FromResult(new DigestResponse
        {
            Service = "any",
            Books = { },
            Pending = { ["outbox"] = 3 },
        });
    }
}
