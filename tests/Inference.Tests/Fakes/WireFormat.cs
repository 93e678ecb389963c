namespace Tollgate.Inference.Tests.Fakes;

/// <summary>A wire format, a model of the catalogue that is called in it, and where the simulator speaks it.</summary>
internal sealed record WireFormat(string Api, string Provider, string Model, string Path)
{
    public static readonly IReadOnlyList<WireFormat> All =
    [
        new("openai", "openai", "gpt-4.1-mini", "/v1"),
        new("azure_openai", "azure", "gpt-4.1-mini", "/azure"),
        new("anthropic", "anthropic", "claude-haiku-4-5", "/anthropic/v1"),
        new("gemini", "google", "gemini-2.5-flash", "/gemini/v1beta"),
        new("bedrock", "aws-bedrock", "anthropic.claude-haiku-4-5-20251001-v1:0", "/bedrock")
        {
            Settings = new Dictionary<string, string> { ["AccessKeyId"] = "AKIASIMULATED", ["Region"] = "eu-central-1" },
        },
        new("cohere", "cohere", "command-r7b-12-2024", "/cohere/v2"),
        new("watsonx", "ibm", "granite-4-h-small", "/watsonx")
        {
            Settings = new Dictionary<string, string>
            {
                ["TokenUrl"] = "{simulator}/identity/token", ["ProjectId"] = "project-1", ["Models:granite-4-h-small"] = "ibm/granite-4-h-small",
            },
        },
    ];

    /// <summary>Further settings of an endpoint that speaks it.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public static WireFormat Of(string api) => All.Single(format => format.Api == api);

    /// <summary>Sends the provider's calls to the simulator, in this format.</summary>
    public void Configure(IDictionary<string, string?> settings, SimulatedProvider simulator, string stallsAfter = "00:01:00")
    {
        var section = $"Providers:{Provider}";
        settings[$"{section}:Kind"] = "sim";
        settings[$"{section}:Api"] = Api;
        settings[$"{section}:BaseUrl"] = simulator.Address + Path;
        settings[$"{section}:ApiKey"] = "sk-sim-local";
        settings[$"{section}:AdminKey"] = "sk-sim-admin";
        settings[$"{section}:StallsAfter"] = stallsAfter;
        foreach (var (name, value) in Settings)
            settings[$"{section}:{name}"] = value.Replace("{simulator}", simulator.Address, StringComparison.Ordinal);
    }
}
