using Microsoft.Extensions.Options;
using Tollgate.Contracts.Audit.V1;
using Tollgate.ServiceDefaults.Grpc;

namespace Tollgate.Metering.Tiers;

internal static class TiersExtensions
{
    /// <summary>Adds the archive of usage. Billing is asked before anything is dropped.</summary>
    public static IHostApplicationBuilder AddTiers(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<TiersOptions>().BindConfiguration("Tiers").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TiersOptions>, TiersOptionsValidator>();
        builder.AddKeyedServiceClients<AuditService.AuditServiceClient>("billing");
        builder.Services.AddSingleton<IBilledUsage, BilledUsage>();
        builder.Services.AddSingleton<ArchiveStores>();
        builder.Services.AddSingleton<ArchiveBlockers>();
        builder.Services.AddSingleton<ArchivedLedger>();
        builder.Services.AddSingleton<ArchiveUsage>();
        builder.Services.AddSingleton<MoveArchives>();
        builder.Services.AddSingleton<StorageCosts>();
        builder.Services.AddSingleton<ReadArchives>();
        builder.Services.AddSingleton<TierRules>();
        builder.Services.AddHostedService<TiersWorker>();
        return builder;
    }
}
