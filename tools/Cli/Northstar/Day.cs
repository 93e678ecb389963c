using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Cli.Northstar;

/// <summary>A sample day of a company: who its tenants are, what their assistants know, what is asked, what may be spent.</summary>
public sealed record Day
{
    public required IReadOnlyList<DayTenant> Tenants { get; init; }

    public required IReadOnlyList<DayAssistant> Assistants { get; init; }

    public IReadOnlyList<DayBudget> Budgets { get; init; } = [];

    public required IReadOnlyList<DayRequests> Requests { get; init; }

    /// <summary>Folder that document and image paths start from.</summary>
    [JsonIgnore]
    public string Folder { get; private init; } = "";

    /// <summary>Reads <c>day.json</c> of a folder.</summary>
    public static Day Read(string folder)
    {
        var path = Path.Combine(folder, "day.json");
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<Day>(file, Json)! with { Folder = folder };
        }
        catch (JsonException error)
        {
            throw new CliException($"{path}: {error.Message}");
        }
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };
}

/// <summary>A paying customer and its plan.</summary>
public sealed record DayTenant(string TenantId, string DisplayName, string Plan, int Seats, string Region = "", string TimeZone = "Etc/UTC");

/// <summary>A product feature.</summary>
public sealed record DayAssistant(
    string TenantId, string AssistantId, string SystemPrompt, string KnowledgeBase = "", string Model = "auto", string Policy = "",
    int MaxTokens = 0, IReadOnlyList<string>? Documents = null);

/// <summary>A limit.</summary>
public sealed record DayBudget(
    string BudgetId, string TenantId, string Scope, string ScopeId = "", string Period = "day", bool Hard = false,
    decimal? CostLimitUsd = null, long? TokenLimit = null, IReadOnlyList<DayThreshold>? Thresholds = null);

/// <summary>A share of a limit and what happens there.</summary>
public sealed record DayThreshold(int Percent, string Action);

/// <summary>Questions of one kind.</summary>
public sealed record DayRequests(
    string TenantId, string AssistantId, IReadOnlyList<string> Questions, int Repeat = 1, bool Peak = false, string Model = "",
    DayResponseFormat? ResponseFormat = null, DayImage? Image = null, int MaxTokens = 0, string User = "");

/// <summary>Shape of the answer.</summary>
public sealed record DayResponseFormat(string Type, string Name = "", JsonElement? Schema = null);

/// <summary>An attached image.</summary>
public sealed record DayImage(string Path, string MediaType, string Detail = "auto");
