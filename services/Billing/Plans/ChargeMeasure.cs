namespace Tollgate.Billing.Plans;

/// <summary>What a charge counts.</summary>
public enum ChargeMeasure
{
    /// <summary>Tokens (and tool calls) of some kinds on some models.</summary>
    Tokens,

    /// <summary>End users with usage in the period, each once.</summary>
    ActiveUsers,

    /// <summary>Assistants with usage in the period, each once.</summary>
    ActiveAssistants,

    /// <summary>What the providers charge, in nanos of the plan's currency.</summary>
    ProviderCost,
}
