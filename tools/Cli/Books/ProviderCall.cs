namespace Tollgate.Cli.Books;

/// <summary>Tokens as the simulated provider bills them: totals, and what part of them was cached or reasoning.</summary>
public sealed record ProviderUsage(long Input, long CachedInput, long Output, long Reasoning)
{
    /// <summary>Input and output together.</summary>
    public long Total => Input + Output;
}

/// <summary>A call as the simulated provider has it in its own ledger. Usage and cost are null while it is open.</summary>
public sealed record ProviderCall(long Id, string? ClientRequestId, string Model, string State, ProviderUsage? Usage, long? CostNanos)
{
    /// <summary>Not ended yet: nobody knows what it will cost.</summary>
    public bool IsOpen => Usage is null || CostNanos is null;

    /// <summary>The provider charges something for it.</summary>
    public bool IsBilled => Usage is { Total: > 0 } || CostNanos > 0;
}
