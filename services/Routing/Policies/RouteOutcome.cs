namespace Tollgate.Routing.Policies;

/// <summary>A plan, or why there is none.</summary>
public abstract record RouteOutcome
{
    private RouteOutcome()
    {
    }

    /// <summary>There is a model for the request.</summary>
    public sealed record Planned(RoutePlan Plan) : RouteOutcome;

    /// <summary>There is none.</summary>
    public sealed record Refused(RouteRefusal Refusal, string Message) : RouteOutcome;
}

/// <summary>Why no model can be chosen.</summary>
public enum RouteRefusal
{
    /// <summary>The catalogue has no such model or class.</summary>
    UnknownModel,

    /// <summary>There is no such policy.</summary>
    UnknownPolicy,

    /// <summary>Capabilities, region, providers or retirement rule every model out.</summary>
    NoEligibleModel,

    /// <summary>Nothing but its length rules the prompt out.</summary>
    PromptTooLong,

    /// <summary>The budget of a provider that could answer lets nothing through.</summary>
    OverBudget,
}
