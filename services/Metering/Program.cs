using Tollgate.Metering.Anomalies;
using Tollgate.Metering.Audit;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Capacity;
using Tollgate.Metering.Costs;
using Tollgate.Metering.Feed;
using Tollgate.Metering.Forecasts;
using Tollgate.Metering.Holds;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Messaging;
using Tollgate.Metering.Notices;
using Tollgate.Metering.Outcomes;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Prices;
using Tollgate.Metering.Requests;
using Tollgate.Metering.Rerating;
using Tollgate.Metering.Tiers;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Audit;
using Tollgate.ServiceDefaults.Grpc;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddMeteringPersistence();
builder.AddMeteringMessaging();
builder.AddFeed();
builder.AddNotices();
builder.AddTiers();

builder.Services.AddBudgets();
builder.Services.AddHolds();
builder.Services.AddLedger();
builder.Services.AddPrices();
builder.Services.AddRerating();
builder.Services.AddCosts();
builder.Services.AddOutcomes();
builder.Services.AddForecasts();
builder.Services.AddAnomalies();
builder.Services.AddCapacity();
builder.Services.AddUsage();
builder.Services.AddRequests();
builder.Services.AddSingleton<DigestBooks>();
builder.AddSeals<MeteringSeals>();
builder.Services.AddGrpcDefaults();

var app = builder.Build();

app.MapDefaultEndpoints();
app.MapGrpcService<BudgetsGrpcService>();
app.MapGrpcService<ReservationsGrpcService>();
app.MapGrpcService<UsageGrpcService>();
app.MapGrpcService<NoticesGrpcService>();
app.MapGrpcService<FeedGrpcService>();
app.MapGrpcService<PricesGrpcService>();
app.MapGrpcService<RerateGrpcService>();
app.MapGrpcService<CostsGrpcService>();
app.MapGrpcService<UnitEconomicsGrpcService>();
app.MapGrpcService<ForecastGrpcService>();
app.MapGrpcService<AnomaliesGrpcService>();
app.MapGrpcService<CapacityGrpcService>();
app.MapGrpcService<ArchivesGrpcService>();
app.MapGrpcService<AuditGrpcService>();

app.Run();
