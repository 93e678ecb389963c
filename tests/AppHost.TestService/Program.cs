var builder = WebApplication.CreateBuilder(args);

var app = builder.Build();

var healthy = builder.Configuration["StartsUnhealthy"] != "true";

app.MapGet("/health", () => healthy ? Results.Ok() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable));
app.MapPost("/health", () => healthy = true);
app.MapGet("/environment", () => Environment.GetEnvironmentVariables());
app.MapGet("/process", () => Environment.ProcessId);

app.Run();
