namespace Tollgate.Routing.Catalogue;

/// <summary>What is known about a model before it is called. Prices are not repeated here: they belong to the price book.</summary>
public sealed record CatalogueModel
{
    /// <summary>Catalogue id, also the provider's own name for it.</summary>
    public required string Model { get; init; }

    /// <summary>Provider key, as the price book has it.</summary>
    public required string Provider { get; init; }

    /// <summary>One of <see cref="ModelClasses.All"/>.</summary>
    public required string Class { get; init; }

    /// <summary>Some of <see cref="ModelCapabilities.All"/>.</summary>
    public required IReadOnlySet<string> Capabilities { get; init; }

    /// <summary>Regions that data can be kept in.</summary>
    public required IReadOnlySet<string> Regions { get; init; }

    /// <summary>Most input and output tokens together.</summary>
    public required int ContextTokens { get; init; }

    /// <summary>Most generated tokens.</summary>
    public required int MaxOutputTokens { get; init; }

    /// <summary>What it is best at.</summary>
    public required string CoreStrength { get; init; }

    /// <summary>"fast", "standard" or "slow".</summary>
    public required string LatencyProfile { get; init; }

    /// <summary>"lowest", "low", "medium" or "high".</summary>
    public required string CostClass { get; init; }

    /// <summary>Where it should be used.</summary>
    public required string IdealUse { get; init; }

    /// <summary>The last day it may be chosen (UTC); null when none is announced.</summary>
    public DateOnly? RetirementDate { get; init; }

    /// <summary>True when it answers prompts.</summary>
    public bool IsChat => Capabilities.Contains(ModelCapabilities.Chat);

    /// <summary>True when it turns texts into vectors.</summary>
    public bool Embeds => Capabilities.Contains(ModelCapabilities.Embeddings);
}
