using Tollgate.Contracts.Metering.V1;
using Tollgate.Contracts.Retrieval.V1;
using Tollgate.Contracts.Routing.V1;
using Tollgate.Intake.Accounts;
using Tollgate.Intake.Admin;
using Tollgate.Intake.Assistants;
using Tollgate.Intake.Audit;
using Tollgate.Intake.Budgets;
using Tollgate.Intake.Cache;
using Tollgate.Intake.Completed;
using Tollgate.Intake.Completions;
using Tollgate.Intake.Entitlements;
using Tollgate.Intake.Idempotency;
using Tollgate.Intake.Keys;
using Tollgate.Intake.Knowledge;
using Tollgate.Intake.OpenAi;
using Tollgate.Intake.Outcomes;
using Tollgate.Intake.Tenants;
using Tollgate.ServiceDefaults.Grpc;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddDatabase("intakedb");
builder.AddBus(bus =>
{
    bus.AddBroadcastConsumer<KeyRevokedConsumer>();
    bus.AddBroadcastConsumer<AssistantChangedConsumer>();
    bus.AddBroadcastConsumer<IndexUpdatedConsumer>();
    bus.AddBroadcastConsumer<SubscriptionChangedConsumer>();
    bus.AddBroadcastConsumer<EntitlementsChangedConsumer>();
    bus.AddBroadcastConsumer<ThresholdCrossedConsumer>();
});
builder.AddServiceClient<RetrievalService.RetrievalServiceClient>("retrieval");
builder.AddServiceClient<RoutingService.RoutingServiceClient>("routing");
builder.AddServiceClient<BudgetsService.BudgetsServiceClient>("metering");
builder.AddEntitlements();

builder.Services.AddGrpcDefaults();
builder.Services.AddAccounts();
builder.Services.AddTenants();
builder.Services.AddAssistants();
builder.Services.AddKeys();
builder.Services.AddKnowledge();
builder.Services.AddBudgets();
builder.Services.AddAnswerCache();
builder.Services.AddIdempotency();
builder.Services.AddCompleted();
builder.Services.AddCompletions();
builder.Services.AddSingleton<RecordOutcome>();
builder.Services.AddOpenAi();

var app = builder.Build();

app.MapDefaultEndpoints();
app.MapGrpcService<IntakeGrpcService>();
app.MapGrpcService<AdminGrpcService>();
app.MapGrpcService<AuditGrpcService>();
app.MapOpenAi();

app.Run();
