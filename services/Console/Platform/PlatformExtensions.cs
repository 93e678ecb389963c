using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Contracts.Routing.V1;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Console.Platform;

/// <summary>The services that the pages read from, over their own APIs. The console has no data of its own.</summary>
internal static class PlatformExtensions
{
    /// <summary>The services that keep books, in the order money flows.</summary>
    public static readonly IReadOnlyList<string> Bookkeepers = ["inference", "metering", "billing", "intake", "routing", "retrieval"];

    public static void AddPlatform(this IHostApplicationBuilder builder)
    {
        builder.AddServiceClient<AdminService.AdminServiceClient>("intake");
        builder.AddServiceClient<UsageService.UsageServiceClient>("metering");
        builder.AddServiceClient<BudgetsService.BudgetsServiceClient>("metering");
        builder.AddServiceClient<ForecastService.ForecastServiceClient>("metering");
        builder.AddServiceClient<StatementsService.StatementsServiceClient>("billing");
        builder.AddServiceClient<SubscriptionsService.SubscriptionsServiceClient>("billing");
        builder.AddServiceClient<RoutingService.RoutingServiceClient>("routing");
        builder.AddServiceClient<InferenceService.InferenceServiceClient>("inference");
        builder.AddKeyedServiceClients<AuditService.AuditServiceClient>(Bookkeepers);
        builder.Services.AddSingleton<PageCalls>();
        builder.Services.AddSingleton<ModelFacts>();
    }
}
