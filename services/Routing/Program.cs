using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Routing.Audit;
using Tollgate.Routing.Catalogue;
using Tollgate.Routing.Decisions;
using Tollgate.Routing.Policies;
using Tollgate.Routing.Runs;
using Tollgate.Routing.Thresholds;
using Tollgate.ServiceDefaults.Grpc;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddDatabase("routingdb");
builder.AddBus(bus =>
{
    bus.AddBroadcastConsumer<ApplyThresholdConsumer>();
});
builder.AddServiceClient<InferenceService.InferenceServiceClient>("inference");
builder.AddServiceClient<BudgetsService.BudgetsServiceClient>("metering");

builder.Services.AddCatalogue();
builder.Services.AddPolicies();
builder.Services.AddDecisions();
builder.Services.AddThresholds();
builder.Services.AddRuns();
builder.Services.AddGrpcDefaults();

var app = builder.Build();

// A catalogue or policy that cannot be used stops the start, not the first request.
app.Services.GetRequiredService<RoutePlanner>();

app.MapDefaultEndpoints();
app.MapGrpcService<RoutingGrpcService>();
app.MapGrpcService<AuditGrpcService>();

app.Run();
