using Tollgate.Inference.Attempts;
using Tollgate.Inference.Audit;
using Tollgate.Inference.Charges;
using Tollgate.Inference.Credits;
using Tollgate.Inference.Holds;
using Tollgate.Inference.Prices;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Reconciliation;
using Tollgate.Inference.Recovery;
using Tollgate.Inference.Resilience;
using Tollgate.Inference.Retries;
using Tollgate.Inference.Runs;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Grpc;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddDatabase("inferencedb");
builder.AddBus(bus => bus.AddBroadcastConsumer<PriceBookChangedConsumer>());
builder.AddProviders();
builder.AddPrices();

// Started in this order and stopped in the reverse one: calls end first, then what they are settled with, our lease last.
builder.Services.AddOwnership();
builder.Services.AddAttempts();
builder.AddHolds();
builder.AddCredits();
builder.Services.AddRecovery();
builder.Services.AddReconciliation();
builder.Services.AddCharges();
builder.Services.AddAttemptDrain();

builder.Services.AddRetries();
builder.Services.AddResilience();
builder.Services.AddRuns();
builder.Services.AddSingleton<DigestAttempts>();
builder.Services.AddSingleton<AttemptsBook>();
builder.AddSeals<AttemptsBook>();
builder.Services.AddGrpcDefaults();

var app = builder.Build();

app.MapDefaultEndpoints();
app.MapGrpcService<InferenceGrpcService>();
app.MapGrpcService<ChargesGrpcService>();
app.MapGrpcService<AuditGrpcService>();

app.Run();
