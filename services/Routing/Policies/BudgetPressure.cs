namespace Tollgate.Routing.Policies;

/// <summary>Budgets past a threshold that asks for cheaper models, as they concern one caller.</summary>
/// <param name="Everywhere">A budget of the caller or of the platform asks for it.</param>
/// <param name="Providers">Providers whose own budget asks for it.</param>
public sealed record BudgetPressure(bool Everywhere, IReadOnlySet<string> Providers)
{
    /// <summary>No budget asks for anything.</summary>
    public static readonly BudgetPressure None = new(false, new HashSet<string>());

    /// <summary>True when a call to this provider should be cheaper.</summary>
    public bool Covers(string provider) => Everywhere || Providers.Contains(provider);
}
