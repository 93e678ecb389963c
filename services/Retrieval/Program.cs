using Tollgate.Retrieval;
using Tollgate.Retrieval.Audit;
using Tollgate.ServiceDefaults.Grpc;
using Tollgate.ServiceDefaults.Persistence;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddDatabase("retrievaldb");
builder.Services.AddIndex();
builder.Services.AddIngestion();
builder.Services.AddSearch();
builder.AddEmbedding();
builder.AddRetrievalMessaging();
builder.Services.AddGrpcDefaults();

var app = builder.Build();

app.MapDefaultEndpoints();
app.MapGrpcService<RetrievalGrpcService>();
app.MapGrpcService<AuditGrpcService>();

app.Run();
