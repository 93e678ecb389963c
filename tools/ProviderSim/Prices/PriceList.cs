using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Prices;

/// <summary>The simulated provider's own price list. Every model it offers has a price, or it does not start.</summary>
internal sealed class PriceList
{
    private readonly FrozenDictionary<string, Price> byModel;

    public PriceList(IOptions<SimulatorOptions> options, ModelCatalogue models)
    {
        var path = options.Value.PricesFile ?? Path.Combine(AppContext.BaseDirectory, "prices.json");
        var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), PriceJson.Default.PriceFile)
            ?? throw new InvalidDataException($"No prices in {path}.");
        if (file is not { Currency: "USD", Unit: "1M tokens" })
            throw new InvalidDataException($"{path} must state USD per 1M tokens.");

        var missing = models.All.Where(model => !file.Prices.ContainsKey(model.Id)).Select(model => model.Id).ToList();
        if (missing.Count > 0)
            throw new InvalidDataException($"{path} has no price for {string.Join(", ", missing)}.");

        byModel = file.Prices.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What the call cost; zero for a model that is no longer listed, which only an old ledger can name.</summary>
    public long CostNanos(string model, in TokenUsage usage) =>
        byModel.TryGetValue(model, out var price) ? price.CostNanos(usage) : 0;
}

internal sealed record PriceFile(string Currency, string Unit, Dictionary<string, Price> Prices);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PriceFile))]
internal sealed partial class PriceJson : JsonSerializerContext;
