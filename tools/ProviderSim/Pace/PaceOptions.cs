using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Tollgate.ProviderSim.Pace;

[JsonConverter(typeof(JsonStringEnumConverter<PaceMode>))]
internal enum PaceMode
{
    /// <summary>Models take as long as real ones would.</summary>
    [JsonStringEnumMemberName("natural")] Natural,

    /// <summary>No delays at all; for benchmarks.</summary>
    [JsonStringEnumMemberName("zero")] Zero,

    /// <summary>Calls are taken and recorded, but nothing is generated until the mode changes; for tests that need calls in flight.</summary>
    [JsonStringEnumMemberName("held")] Held,
}

/// <summary>How fast a class of models is.</summary>
internal sealed class ModelPace
{
    /// <summary>From the request to the first token, in milliseconds.</summary>
    [Range(0, 600_000)]
    public double FirstTokenMs { get; set; }

    [Range(0.1, 1_000_000)]
    public double TokensPerSecond { get; set; }
}

/// <summary>Latency and pace, bound from <c>ProviderSim:Pace</c>; the control API changes them while the simulator runs.</summary>
internal sealed class PaceOptions
{
    public const string Section = SimulatorOptions.Section + ":Pace";

    public PaceMode Mode { get; set; } = PaceMode.Natural;

    public ModelPace Small { get; set; } = new() { FirstTokenMs = 120, TokensPerSecond = 180 };

    public ModelPace Large { get; set; } = new() { FirstTokenMs = 350, TokensPerSecond = 90 };

    public ModelPace Embedding { get; set; } = new() { FirstTokenMs = 40, TokensPerSecond = 1_000_000 };

    /// <summary>Each call is faster or slower by up to this share.</summary>
    [Range(0, 0.95)]
    public double Jitter { get; set; } = 0.2;

    /// <summary>Divides every delay: 10 is ten times as fast.</summary>
    [Range(0.01, 10_000)]
    public double Speed { get; set; } = 1;

    /// <summary>Tokens of a stream that are due within this many milliseconds go out together.</summary>
    [Range(0, 1_000)]
    public double CoalesceMs { get; set; } = 20;
}
