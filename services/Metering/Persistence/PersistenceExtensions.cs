using Tollgate.ServiceDefaults.Persistence;

namespace Tollgate.Metering.Persistence;

internal static class PersistenceExtensions
{
    /// <summary>Adds the service's database, its migrations and its partitions, in the order they must start.</summary>
    public static IHostApplicationBuilder AddMeteringPersistence(this IHostApplicationBuilder builder)
    {
        builder.AddDatabase("meteringdb");
        builder.Services.AddOptions<PartitionOptions>().BindConfiguration("Partitions").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddHostedService<PartitionWorker>();
        return builder;
    }
}
