using Tollgate.Billing.Audit;
using Tollgate.Billing.Calculator;
using Tollgate.Billing.Credits;
using Tollgate.Billing.Entitlements;
using Tollgate.Billing.Experiments;
using Tollgate.Billing.Exports;
using Tollgate.Billing.Invoices;
using Tollgate.Billing.Ledger;
using Tollgate.Billing.Margins;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Rating;
using Tollgate.Billing.ServiceLevels;
using Tollgate.Billing.Statements;
using Tollgate.Billing.Stripe;
using Tollgate.Billing.Subscriptions;
using Tollgate.ServiceDefaults.Grpc;
using Tollgate.ServiceDefaults.Messaging;
using Tollgate.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddDatabase("billingdb");

builder.Services.AddPlans();
builder.Services.AddSubscriptions();
builder.Services.AddRating();
builder.Services.AddStatements();
builder.Services.AddLedger();
builder.Services.AddCredits();
builder.Services.AddEntitlements();
builder.Services.AddServiceLevels();
builder.Services.AddInvoices();
builder.Services.AddCalculator();
builder.AddAudit();
builder.Services.AddExports();
builder.Services.AddStripe();
builder.AddMargins();
builder.Services.AddExperiments();
builder.AddBus(bus =>
{
    bus.AddWorkConsumer<RateUsageConsumer>("rate-usage", prefetch: 64, concurrency: 64);
    bus.AddWorkConsumer<MeasureServiceConsumer>("measure-service", prefetch: 256, concurrency: 256);
});
builder.Services.AddGrpcDefaults();

var app = builder.Build();

app.MapDefaultEndpoints();
app.MapGrpcService<PlansGrpcService>();
app.MapGrpcService<SubscriptionsGrpcService>();
app.MapGrpcService<StatementsGrpcService>();
app.MapGrpcService<ExportsGrpcService>();
app.MapGrpcService<StripeGrpcService>();
app.MapGrpcService<LedgerGrpcService>();
app.MapGrpcService<CreditGrpcService>();
app.MapGrpcService<EntitlementsGrpcService>();
app.MapGrpcService<InvoicesGrpcService>();
app.MapGrpcService<ServiceLevelsGrpcService>();
app.MapGrpcService<CalculatorGrpcService>();
app.MapGrpcService<MarginGrpcService>();
app.MapGrpcService<ExperimentsGrpcService>();
app.MapGrpcService<AuditGrpcService>();
app.MapCalculatorPage();

app.Run();
