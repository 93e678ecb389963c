using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Cli.Reports;

/// <summary>What a run did and cost. Money in US dollars, exact decimals; field names are the JSON report's in snake case.</summary>
public sealed record DemoReport
{
    public required long Requests { get; init; }

    public required long Answered { get; init; }

    public required long Refused { get; init; }

    public required long Failed { get; init; }

    public required long Escalated { get; init; }

    public required long Downgraded { get; init; }

    public required long CacheHits { get; init; }

    /// <summary>Answers with at least one citation.</summary>
    public required long AnsweredWithCitations { get; init; }

    /// <summary>Tries beyond the first, made under the same idempotency key.</summary>
    public required long Retries { get; init; }

    public required TokenReport Tokens { get; init; }

    public required decimal CostUsd { get; init; }

    public required decimal BaselineCostUsd { get; init; }

    public required IReadOnlyList<BudgetReport> Budgets { get; init; }

    public required IReadOnlyList<StatementReport> Statements { get; init; }

    /// <summary>Only for a replayed trace.</summary>
    public TraceReport? Trace { get; init; }

    /// <summary>Reasons of refusals and failures, counted.</summary>
    public required IReadOnlyDictionary<string, long> Reasons { get; init; }

    public required LatencyReport LatencyS { get; init; }

    public required decimal DurationS { get; init; }

    public required AuditReport Audit { get; init; }

    /// <summary>Writes it as JSON.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + Environment.NewLine);
    }

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

/// <summary>Tokens by kind, disjoint; from the usage ledger.</summary>
public sealed record TokenReport(
    long Input, long CachedInput, long CacheWrite, long Output, long Reasoning, long ImageInput, long ImageOutput, long AudioInput,
    long AudioOutput, long Tool);

/// <summary>Where a budget stands.</summary>
public sealed record BudgetReport(
    string BudgetId, string TenantId, bool Hard, string Unit, decimal Limit, decimal Settled, decimal Held, IReadOnlyList<int> CrossedPercents);

/// <summary>What a tenant owes for the current period.</summary>
public sealed record StatementReport(
    string TenantId, string PlanId, decimal TotalUsd, decimal ProviderCostUsd, long UsageRecords, IReadOnlyList<StatementLineReport> Lines);

/// <summary>A line of it.</summary>
public sealed record StatementLineReport(string ChargeId, string Description, long Quantity, long Included, decimal AmountUsd);

/// <summary>What was recorded in the trace, beside the tokens that the chat format added.</summary>
public sealed record TraceReport(long ContextTokens, long GeneratedTokens, long ChatFormatTokens);

/// <summary>Seconds from sending to the whole answer.</summary>
public sealed record LatencyReport(decimal P50, decimal P95, decimal P99);

/// <summary>Whether the books balance.</summary>
public sealed record AuditReport(
    bool Balanced, long UsageRecords, long ProviderRecords, long DifferenceTokens, long DifferenceNanos, IReadOnlyList<string> Findings);
