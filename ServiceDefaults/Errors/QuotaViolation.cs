namespace Tollgate.ServiceDefaults.Errors;

/// <summary>A limit that is used up.</summary>
/// <param name="Subject">What is limited, for example <c>budget:acme-month</c>.</param>
/// <param name="Description">Limit and room for people.</param>
public sealed record QuotaViolation(string Subject, string Description);
