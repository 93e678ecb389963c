namespace Tollgate.Billing.Plans.ChargeModels;

/// <summary>A stretch of a period that is billed by itself.</summary>
/// <param name="IsFirst">Nothing of the period was billed before it.</param>
/// <param name="IsLast">The period ends with it.</param>
/// <param name="Before">Usage of the period before it.</param>
/// <param name="After">Usage of the period up to its end.</param>
/// <param name="BilledBefore">What bills of the period's earlier parts say was asked for.</param>
public sealed record PeriodPart(bool IsFirst, bool IsLast, ChargeUsage Before, ChargeUsage After, decimal BilledBefore = 0)
{
    /// <summary>A period in one piece.</summary>
    public static PeriodPart Whole(ChargeUsage usage) => new(true, true, 0m, usage);
}
