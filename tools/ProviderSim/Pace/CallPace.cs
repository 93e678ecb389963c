namespace Tollgate.ProviderSim.Pace;

/// <summary>When the tokens of one call are there.</summary>
internal readonly record struct CallPace(TimeSpan FirstToken, TimeSpan PerToken, TimeSpan Coalesce)
{
    public static readonly CallPace Zero;

    public bool IsZero => FirstToken == TimeSpan.Zero && PerToken == TimeSpan.Zero;

    /// <summary>When the n-th token (from 1) is generated, counted from the arrival of the request.</summary>
    public TimeSpan TimeOf(int token) => FirstToken + (PerToken * Math.Max(0, token - 1));

    /// <summary>Tokens generated after this long, at most <paramref name="total"/>.</summary>
    public int DueAfter(TimeSpan elapsed, int total)
    {
        if (elapsed < FirstToken)
            return 0;
        return PerToken == TimeSpan.Zero ? total : (int)Math.Min(total, 1 + ((elapsed - FirstToken) / PerToken));
    }
}
