namespace Tollgate.Metering.Feed;

/// <summary>Positions next to each other that one tenant's entries were given together, or some of them.</summary>
/// <param name="Id">Of the whole stretch: its last position.</param>
/// <param name="First">The first position meant.</param>
/// <param name="Last">The last position meant.</param>
/// <param name="TenantId">Whose entries they are.</param>
internal readonly record struct FeedStretch(long Id, long First, long Last, string TenantId);
