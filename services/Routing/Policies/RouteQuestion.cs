namespace Tollgate.Routing.Policies;

/// <summary>Everything a choice of model depends on besides the catalogue, the policies and the prices.</summary>
public sealed record RouteQuestion
{
    /// <summary>"auto" or empty, a catalogue model id, or a model class.</summary>
    public string Model { get; init; } = "";

    /// <summary>Policy id; empty for the default.</summary>
    public string Policy { get; init; } = "";

    /// <summary>What the prompt needs.</summary>
    public required PromptFacts Prompt { get; init; }

    /// <summary>Region that data must stay in; empty for any.</summary>
    public string Region { get; init; } = "";

    /// <summary>What budgets past a threshold ask for.</summary>
    public BudgetPressure Pressure { get; init; } = BudgetPressure.None;

    /// <summary>The moment of choosing: decides prices and retirement.</summary>
    public required DateTimeOffset At { get; init; }
}
