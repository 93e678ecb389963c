namespace Tollgate.Inference.Reconciliation;

/// <summary>Minutes, as reports count in them.</summary>
internal static class Minute
{
    /// <summary>Start of the minute an instant is in.</summary>
    public static DateTimeOffset Of(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
}
