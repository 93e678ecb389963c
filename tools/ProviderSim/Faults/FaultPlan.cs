namespace Tollgate.ProviderSim.Faults;

/// <summary>The faults that strike one call; at most one of each kind.</summary>
internal sealed class FaultPlan(IReadOnlyList<FaultRequest> faults)
{
    public static readonly FaultPlan None = new([]);

    public bool IsEmpty => faults.Count == 0;

    public FaultRequest? Refusal => Find(FaultKind.RateLimit) ?? Find(FaultKind.ServerError);

    public FaultRequest? WrongUsage => Find(FaultKind.WrongUsage);

    public bool MalformedJson => Find(FaultKind.MalformedJson) is not null;

    public bool MalformedContent => Find(FaultKind.MalformedContent) is not null;

    /// <summary>Visible tokens after which the connection breaks, or null.</summary>
    public int? CutAfter => Find(FaultKind.CutStream) is { } cut ? cut.AfterTokens ?? 0 : null;

    /// <summary>Visible tokens after which the call stalls, or null.</summary>
    public int? StallAfter => Find(FaultKind.Stall) is { } stall ? stall.AfterTokens ?? 0 : null;

    public TimeSpan StallTime => TimeSpan.FromSeconds(Find(FaultKind.Stall)?.Seconds ?? 0);

    /// <summary>Time from one token to the next, or null for the usual pace.</summary>
    public TimeSpan? Drip => Find(FaultKind.SlowDrip) is { Seconds: { } seconds } ? TimeSpan.FromSeconds(seconds) : null;

    private FaultRequest? Find(FaultKind kind)
    {
        foreach (var fault in faults)
        {
            if (fault.Kind == kind)
                return fault;
        }
        return null;
    }
}
