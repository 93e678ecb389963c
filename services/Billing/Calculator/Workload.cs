using Tollgate.Tokens;

namespace Tollgate.Billing.Calculator;

/// <summary>Requests to a model.</summary>
/// <param name="Model">As the catalogue names it.</param>
/// <param name="RequestsPerDay">Not negative.</param>
/// <param name="PerRequest">Tokens of each.</param>
/// <param name="AssistantId">Who makes them; empty for nobody in particular.</param>
internal sealed record WorkloadItem(string Model, long RequestsPerDay, TokenUsage PerRequest, string AssistantId = "");

/// <summary>What somebody plans to use in a period.</summary>
internal sealed record Workload
{
    public required IReadOnlyList<WorkloadItem> Items { get; init; }
    public int Days { get; init; } = 30;
    public int Seats { get; init; } = 1;
    public int ActiveUsers { get; init; }
    public int ActiveAssistants { get; init; }
}
