using Tollgate.Console;
using Tollgate.Console.Platform;
using Tollgate.Console.Shell;
using Tollgate.Console.SignIn;
using Tollgate.ServiceDefaults.Grpc;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults();
builder.AddPlatform();
builder.Services.AddSignIn();
builder.Services.AddPages();
builder.Services.AddGrpcDefaults();

var app = builder.Build();

app.UseSafeHeaders();
app.UseRateLimiter();
app.MapDefaultEndpoints();
app.MapStyles();
app.MapSession();
app.MapPages();

app.Run();
