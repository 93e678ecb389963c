using System.ComponentModel.DataAnnotations;

namespace Tollgate.Intake.Completions;

/// <summary>Defaults and bounds of a completion.</summary>
internal sealed class CompletionOptions
{
    /// <summary>How long a request may take when the caller states no deadline.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Generated tokens when neither request nor assistant says.</summary>
    [Range(1, 1_000_000)]
    public int MaxTokens { get; set; } = 1024;

    /// <summary>Tokens of retrieved passages when neither request nor assistant says.</summary>
    [Range(1, 100_000)]
    public int KnowledgeTokenBudget { get; set; } = 1200;
}
