namespace Tollgate.Routing.Policies;

/// <summary>What budgets past a threshold ask for, as it concerns one caller.</summary>
/// <param name="Everywhere">A budget of the caller or of the platform asks for cheaper models.</param>
/// <param name="Providers">Providers whose own budget asks for cheaper models.</param>
public sealed record BudgetPressure(bool Everywhere, IReadOnlySet<string> Providers)
{
    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>();

    /// <summary>No budget asks for anything.</summary>
    public static readonly BudgetPressure None = new(false, Nobody);

    /// <summary>Providers whose own budget lets nothing through.</summary>
    public IReadOnlySet<string> Closed { get; init; } = Nobody;

    /// <summary>A budget of the caller or of the platform asks for shorter answers.</summary>
    public bool CapsEverywhere { get; init; }

    /// <summary>Providers whose own budget asks for shorter answers.</summary>
    public IReadOnlySet<string> Capped { get; init; } = Nobody;

    /// <summary>Tokens of a shorter answer.</summary>
    public int OutputCap { get; init; } = int.MaxValue;

    /// <summary>True when a call to this provider should be cheaper.</summary>
    public bool Covers(string provider) => Everywhere || Providers.Contains(provider);

    /// <summary>What a call to this provider may generate of what was asked for.</summary>
    public int CapFor(string provider, int maxOutputTokens) =>
        CapsEverywhere || Capped.Contains(provider) ? Math.Min(maxOutputTokens, OutputCap) : maxOutputTokens;
}
