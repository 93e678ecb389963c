using Tollgate.ProviderSim;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Control;
using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.OpenAI;
using Tollgate.ProviderSim.Pace;

var builder = WebApplication.CreateBuilder(args);

builder.AddSimulator();
builder.Services.AddModels();
builder.Services.AddLedger();
builder.Services.AddAnswers();
builder.Services.AddPace();
builder.Services.AddFaults();
builder.Services.AddOpenAI();

var app = builder.Build();

app.MapHealth();
app.MapOpenAI();
app.MapControl();

app.Run();
