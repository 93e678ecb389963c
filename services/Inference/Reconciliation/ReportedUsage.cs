namespace Tollgate.Inference.Reconciliation;

/// <summary>What a provider says it bills for the calls of one minute and model under our key.</summary>
/// <param name="Minute">Start of the minute in which it received them.</param>
/// <param name="Model">As the provider names it.</param>
/// <param name="Calls">Number of calls.</param>
/// <param name="Tokens">What they used together.</param>
internal sealed record ReportedUsage(DateTimeOffset Minute, string Model, long Calls, ReportedTokens Tokens);

/// <summary>Tokens in the kinds that reports tell apart. What is billed alike is one kind.</summary>
/// <param name="Input">Input that was not cached, of every modality.</param>
/// <param name="Cached">Input read from the prompt cache.</param>
/// <param name="Output">Output, reasoning included.</param>
internal readonly record struct ReportedTokens(long Input, long Cached, long Output)
{
    public bool IsZero => this == default;

    public bool HasNegative => long.IsNegative(Input | Cached | Output);

    /// <summary>Tokens of all kinds, without regard to sign.</summary>
    public long Magnitude => Math.Abs(Input) + Math.Abs(Cached) + Math.Abs(Output);

    public static ReportedTokens operator +(ReportedTokens left, ReportedTokens right) =>
        new(checked(left.Input + right.Input), checked(left.Cached + right.Cached), checked(left.Output + right.Output));

    public static ReportedTokens operator -(ReportedTokens left, ReportedTokens right) =>
        new(checked(left.Input - right.Input), checked(left.Cached - right.Cached), checked(left.Output - right.Output));

    public static ReportedTokens Min(ReportedTokens left, ReportedTokens right) =>
        new(Math.Min(left.Input, right.Input), Math.Min(left.Cached, right.Cached), Math.Min(left.Output, right.Output));

    public static ReportedTokens Max(ReportedTokens left, ReportedTokens right) =>
        new(Math.Max(left.Input, right.Input), Math.Max(left.Cached, right.Cached), Math.Max(left.Output, right.Output));
}
