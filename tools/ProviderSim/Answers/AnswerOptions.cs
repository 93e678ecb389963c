using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Tollgate.ProviderSim.Answers;

[JsonConverter(typeof(JsonStringEnumConverter<AnswerMode>))]
internal enum AnswerMode
{
    /// <summary>Answers as long as the question needs.</summary>
    [JsonStringEnumMemberName("natural")] Natural,

    /// <summary>Exactly as many tokens as the caller allows; for replaying recorded traffic.</summary>
    [JsonStringEnumMemberName("fill")] Fill,
}

/// <summary>How the simulated models answer, bound from <c>ProviderSim:Answers</c>.</summary>
internal sealed class AnswerOptions
{
    public const string Section = SimulatorOptions.Section + ":Answers";

    /// <summary>Mode at the start; the control API changes it.</summary>
    public AnswerMode Mode { get; set; } = AnswerMode.Natural;

    /// <summary>Share of well supported questions that small models still answer with doubt.</summary>
    [Range(0, 1)]
    public double UnsureShareSmall { get; set; } = 0.15;

    /// <summary>The same for large models.</summary>
    [Range(0, 1)]
    public double UnsureShareLarge { get; set; } = 0.02;

    /// <summary>Tokens of a filled answer when the caller sets no limit.</summary>
    [Range(1, 100_000)]
    public int FillTokens { get; set; } = 256;

    /// <summary>Bill repeated prompt prefixes as cached input.</summary>
    public bool PromptCaching { get; set; } = true;

    /// <summary>How long an unused prompt prefix stays cached.</summary>
    public TimeSpan PromptCacheLifetime { get; set; } = TimeSpan.FromMinutes(5);
}
