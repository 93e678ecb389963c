using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Metering.Tiers;

internal static partial class TiersLog
{
    [LoggerMessage(3901, LogLevel.Information, "Archived the usage of {Day}, and dropped it from the database")]
    internal static partial void Archived(ILogger logger, DateOnly day);

    [LoggerMessage(3902, LogLevel.Warning, "The usage of {Day} stays in the database: {Reason}")]
    internal static partial void Kept(ILogger logger, DateOnly day, string reason);

    [LoggerMessage(3903, LogLevel.Error, "The usage of {Day} could not be archived; trying again later")]
    internal static partial void NotArchived(ILogger logger, DateOnly day, Exception error);

    [LoggerMessage(3904, LogLevel.Information, "The usage of {TenantId} of {Day} is kept no longer and was deleted; its sums stay")]
    internal static partial void Expired(ILogger logger, DateOnly day, string tenantId);

    [LoggerMessage(3905, LogLevel.Warning, "Archives could not be looked after; trying again later")]
    internal static partial void Failed(ILogger logger, Exception error);

    [LoggerMessage(3906, LogLevel.Error, "The {Tier} file {Path} could not be moved or tidied; trying again later")]
    internal static partial void NotMoved(ILogger logger, UsageTier tier, string path, Exception error);
}
