using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tollgate.ServiceDefaults.Persistence;

/// <summary>The service's own database.</summary>
public static class DatabaseExtensions
{
    /// <summary>
    /// Key of the same database for work that reads everything there is: its commands take as long as they need, until whoever asked gives
    /// up, and its few connections are its own, so that it cannot keep them from those who serve callers.
    /// </summary>
    public const string Unhurried = "unhurried";

    private const int UnhurriedConnections = 4;

    /// <summary>
    /// Adds the <see cref="NpgsqlDataSource"/> of connection string <paramref name="name"/>, the same under the key <see cref="Unhurried"/>, its health check, and the migrations
    /// embedded in the service (<c>Persistence/Migrations/*.sql</c>), applied before any other hosted service starts.
    /// </summary>
    public static IHostApplicationBuilder AddDatabase(this IHostApplicationBuilder builder, string name)
    {
        builder.Services.AddSingleton(provider => Source(provider, name).Build());
        builder.Services.AddKeyedSingleton(Unhurried, (provider, _) =>
        {
            var source = Source(provider, name);
            source.ConnectionStringBuilder.CommandTimeout = 0;
            source.ConnectionStringBuilder.MaxPoolSize = UnhurriedConnections;
            return source.Build();
        });
        builder.Services.AddHostedService(provider => new DatabaseMigrator(
            provider.GetRequiredService<NpgsqlDataSource>(),
            [typeof(DatabaseMigrator).Assembly, Assembly.Load(new AssemblyName(builder.Environment.ApplicationName))],
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DatabaseMigrator>>()));
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealthCheck>(name);
        return builder;
    }

    private static NpgsqlDataSourceBuilder Source(IServiceProvider provider, string name)
    {
        var connectionString = provider.GetRequiredService<IConfiguration>().GetConnectionString(name)
            ?? throw new InvalidOperationException($"Connection string '{name}' is missing.");
        var source = new NpgsqlDataSourceBuilder(connectionString);
        source.ConnectionStringBuilder.MaxAutoPrepare = 64;
        source.ConnectionStringBuilder.ApplicationName = provider.GetRequiredService<ServiceName>().Value;
        source.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
        return source;
    }
}
