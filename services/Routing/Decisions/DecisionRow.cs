using Tollgate.Contracts.Routing.V1;

namespace Tollgate.Routing.Decisions;

/// <summary>A decision on its way to the database.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="OperationId">The request.</param>
/// <param name="TenantId">Its tenant.</param>
/// <param name="Record">The decision as it was sent.</param>
internal sealed record DecisionRow(Guid Id, Guid OperationId, string TenantId, Decision Record);
