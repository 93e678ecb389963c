using System.Text.Json.Serialization;

namespace Tollgate.Routing.Policies;

/// <summary>The policy file as written. Everything is optional here, so that validation can name all that is missing at once.</summary>
internal sealed record PolicyFileDocument(string? Version, string? BaselineModel, IReadOnlyList<PolicyDocument?>? Policies);

/// <summary>A policy of the file.</summary>
internal sealed record PolicyDocument
{
    public string? Id { get; init; }
    public IReadOnlyList<RuleDocument?>? First { get; init; }
    public IReadOnlyList<string>? EscalateTo { get; init; }
    public IReadOnlyList<string>? DowngradeTo { get; init; }
    public IReadOnlyList<string>? FailoverTo { get; init; }
    public double? ConfidenceThreshold { get; init; }
}

/// <summary>A rule of a policy.</summary>
internal sealed record RuleDocument(ConditionDocument? When, IReadOnlyList<string>? Models);

/// <summary>The conditions of a rule.</summary>
internal sealed record ConditionDocument
{
    public bool? Vision { get; init; }
    public bool? JsonSchema { get; init; }
    public bool? Grounded { get; init; }
    public int MinInputTokens { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(PolicyFileDocument))]
internal sealed partial class PolicyJson : JsonSerializerContext;
