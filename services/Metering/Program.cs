using Tollgate.Metering.Audit;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Messaging;
using Tollgate.Metering.Notices;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Requests;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Grpc;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddMeteringPersistence();
builder.AddMeteringMessaging();
builder.AddNotices();

builder.Services.AddBudgets();
builder.Services.AddHolds();
builder.Services.AddLedger();
builder.Services.AddUsage();
builder.Services.AddRequests();
builder.Services.AddSingleton<DigestBooks>();
builder.Services.AddGrpcDefaults();

var app = builder.Build();

app.MapDefaultEndpoints();
app.MapGrpcService<BudgetsGrpcService>();
app.MapGrpcService<ReservationsGrpcService>();
app.MapGrpcService<UsageGrpcService>();
app.MapGrpcService<NoticesGrpcService>();
app.MapGrpcService<AuditGrpcService>();

app.Run();
