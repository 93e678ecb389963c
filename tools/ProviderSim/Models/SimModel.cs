using System.Text.Json.Serialization;

namespace Tollgate.ProviderSim.Models;

[JsonConverter(typeof(JsonStringEnumConverter<ModelKind>))]
internal enum ModelKind { Chat, Embedding }

/// <summary>Small models hedge where large ones answer; it is what a cascade is there to notice.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelSize>))]
internal enum ModelSize { Small, Large }

[JsonConverter(typeof(JsonStringEnumConverter<ImageRule>))]
internal enum ImageRule { Tile, Patch, Area, Crop }

/// <summary>How a model turns pixels into tokens; which numbers count depends on the rule.</summary>
internal sealed record ImageBilling(ImageRule Rule, int Base = 0, int Tile = 0, decimal Multiplier = 1, int Divisor = 1);

internal sealed record SimModel
{
    public required string Id { get; init; }
    public required string Provider { get; init; }
    public required string Snapshot { get; init; }
    public required ModelKind Kind { get; init; }
    public required ModelSize Size { get; init; }

    /// <summary>Most tokens of prompt and answer together.</summary>
    public required int Context { get; init; }
    public required int MaxOutput { get; init; }
    public required string Encoding { get; init; }
    public bool Reasoning { get; init; }
    public ImageBilling? Image { get; init; }
    public int Dimensions { get; init; }
    public bool Resizable { get; init; }

    /// <summary>What answers say they come from: nobody may take a simulated answer for a real one.</summary>
    public string Label => field ??= Snapshot + "-sim";
}
