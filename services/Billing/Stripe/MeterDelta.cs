namespace Tollgate.Billing.Stripe;

/// <summary>
/// What a meter is told: usage that has come since, after what it was told too much of. A meter event cannot be negative, so a correction below zero
/// is carried until usage makes up for it; what was told and what is carried always add up to what was rated.
/// </summary>
/// <param name="Report">Told now; zero means nothing is.</param>
/// <param name="Carry">Carried on; zero or negative.</param>
internal readonly record struct MeterDelta(long Report, long Carry)
{
    public static MeterDelta Of(long rated, long carried)
    {
        var due = checked(rated + carried);
        return due > 0 ? new MeterDelta(due, 0) : new MeterDelta(0, due);
    }
}
