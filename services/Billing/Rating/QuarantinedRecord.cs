using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Billing.Rating;

/// <summary>A usage record that cannot be rated as it is.</summary>
/// <param name="Record">As it came.</param>
/// <param name="Problem">Short stable reason.</param>
internal sealed record QuarantinedRecord(UsageRecorded Record, string Problem);
