using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Tollgate.ProviderSim;

internal static class SimulatorExtensions
{
    public static WebApplicationBuilder AddSimulator(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SimulatorOptions>()
            .BindConfiguration(SimulatorOptions.Section)
            .PostConfigure(options =>
            {
                if (options.ApiKeys.Count == 0)
                    options.ApiKeys.Add(SimulatorOptions.DefaultApiKey);
            })
            .Validate(options => options.ApiKeys.All(key => !string.IsNullOrWhiteSpace(key)), "ProviderSim:ApiKeys holds an empty key.")
            .Validate(options => !options.ApiKeys.Contains(options.AdminKey), "ProviderSim:AdminKey must differ from every API key.")
            .ValidateDataAnnotations()
            .ValidateOnStart();

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ApiKeys>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(5));

        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel((_, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize =
                kestrel.ApplicationServices.GetRequiredService<IOptions<SimulatorOptions>>().Value.MaxRequestBytes;
        });
        return builder;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health", (RequestDelegate)(context => context.Response.WriteAsync("Healthy")));
        app.MapGet("/alive", (RequestDelegate)(context => context.Response.WriteAsync("Alive")));
    }
}
