using Tollgate.Tokens;

namespace Tollgate.Billing.Plans;

/// <summary>A charge of a plan.</summary>
/// <param name="ChargeId">Stable id within the plan.</param>
/// <param name="DisplayName">For the statement.</param>
/// <param name="Kinds">Token kinds it counts.</param>
/// <param name="ModelClasses">Model classes it counts; empty for all.</param>
/// <param name="Price">What its quantity costs.</param>
public sealed record PlanCharge(
    string ChargeId, string DisplayName, IReadOnlyList<TokenKind> Kinds, IReadOnlyList<string> ModelClasses, GraduatedPrice Price)
{
    /// <summary>It counts tokens of that kind on models of that class.</summary>
    public bool Counts(TokenKind kind, string modelClass) => Kinds.Contains(kind) && (ModelClasses.Count == 0 || ModelClasses.Contains(modelClass));
}
