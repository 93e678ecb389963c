using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace Tollgate.ProviderSim.Models;

/// <summary>The models simulated, found by id, by snapshot or by their own simulated label.</summary>
internal sealed class ModelCatalogue
{
    private readonly FrozenDictionary<string, SimModel> byName;

    public ModelCatalogue(IOptions<SimulatorOptions> options)
        : this(Read(options.Value.ModelsFile ?? Path.Combine(AppContext.BaseDirectory, "models.json")))
    {
    }

    public ModelCatalogue(IReadOnlyList<SimModel> models)
    {
        All = models;
        byName = models
            .SelectMany(model => new[] { model.Id, model.Snapshot, model.Label }.Distinct().Select(name => (name, model)))
            .ToFrozenDictionary(pair => pair.name, pair => pair.model, StringComparer.Ordinal);
    }

    public IReadOnlyList<SimModel> All { get; }

    public SimModel? Find(string name) => byName.GetValueOrDefault(name);

    private static List<SimModel> Read(string path) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(path), ModelJson.Default.ModelFile)?.Models
        ?? throw new InvalidDataException($"No models in {path}.");
}

internal sealed record ModelFile(List<SimModel> Models);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelFile))]
internal sealed partial class ModelJson : JsonSerializerContext;
