namespace Tollgate.Metering.Budgets;

/// <summary>What a tenant's plan lets each of its users have.</summary>
/// <param name="TokensPerDay">Tokens of a UTC day; 0 is no limit.</param>
/// <param name="Version">Of the entitlements that say so. A later one replaces an earlier one, never the other way round.</param>
internal readonly record struct UserLimit(long TokensPerDay, long Version);
