namespace Tollgate.Metering.Budgets;

/// <summary>One change of a period's counters, or a refusal, as it goes into the hold history.</summary>
/// <param name="Kind">Why.</param>
/// <param name="AttemptId">The attempt behind it, if one is.</param>
/// <param name="SettledBy">What was added to settled.</param>
/// <param name="HeldBy">What was added to held; negative when a hold ended.</param>
/// <param name="AllowanceBy">What was added to what may be settled and held.</param>
/// <param name="Wanted">What a refused attempt asked for.</param>
internal readonly record struct PeriodChange(
    ChangeKind Kind, Guid? AttemptId, long SettledBy, long HeldBy, long AllowanceBy, long Wanted = 0)
{
    public bool IsNothing => SettledBy == 0 && HeldBy == 0 && AllowanceBy == 0;
}
