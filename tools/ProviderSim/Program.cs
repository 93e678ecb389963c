using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Anthropic;
using Tollgate.ProviderSim.Azure;
using Tollgate.ProviderSim.Bedrock;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Cohere;
using Tollgate.ProviderSim.Control;
using Tollgate.ProviderSim.Faults;
using Tollgate.ProviderSim.Gemini;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;
using Tollgate.ProviderSim.OpenAI;
using Tollgate.ProviderSim.Pace;
using Tollgate.ProviderSim.Watsonx;
using Tollgate.ProviderSim;

var builder = WebApplication.CreateBuilder(args);

builder.AddSimulator();
builder.Services.AddModels();
builder.Services.AddLedger();
builder.Services.AddAnswers();
builder.Services.AddPace();
builder.Services.AddFaults();
builder.Services.AddCalls();
builder.Services.AddOpenAI();
builder.Services.AddAzure();
builder.Services.AddAnthropic();
builder.Services.AddGemini();
builder.Services.AddBedrock();
builder.Services.AddCohere();
builder.Services.AddWatsonx();

var app = builder.Build();

app.MapHealth();
app.MapOpenAI();
app.MapAzure();
app.MapAnthropic();
app.MapGemini();
app.MapBedrock();
app.MapCohere();
app.MapWatsonx();
app.MapTokens();
app.MapControl();

app.Run();
