using System.Text.Json;
using Tollgate.Billing.Plans.ChargeModels;

namespace Tollgate.Billing.Tests.Plans.ChargeModels;

/// <summary>Examples that billing systems publish of their charge models.</summary>
[Trait("Data", "shared")]
public class PricingVectorTests
{
    public static TheoryData<string, string> Vectors() => VectorFile.Rows("pricing_vectors_*.json");

    [SkippableTheory]
    [MemberData(nameof(Vectors))]
    public void A_published_example_costs_what_its_source_says(string id, string row)
    {
        VectorFile.Require();
        using var document = JsonDocument.Parse(row);
        var vector = document.RootElement;
        var (model, included) = Model(vector);

        var amount = model.AmountFor(Usage(vector, included));

        Assert.True(vector.Number("expected_amount") == amount, $"{id}: {amount}");
        Assert.Equal(amount, model.Parts(Usage(vector, included)).Sum(part => part.Amount));
    }

    private static (ChargeModel Model, decimal Included) Model(JsonElement vector)
    {
        var price = vector.GetProperty("price");
        return vector.Text("model") switch
        {
            "graduated" or "graduated_percentage" => (new GraduatedModel(Tiers(price), Zero(vector)), 0),
            "volume" => (new VolumeModel(Tiers(price), Zero(vector)), 0),
            "package" => (new PackageModel(price.Number("package_size", "size")!.Value, price.Number("amount", "price")!.Value), price.Number("free_units") ?? 0),
            "percentage" => (Percentage(price), 0),
            "standard" or "per_unit" or "unit" => (new PerUnitModel(price.Number("unit", "per_unit", "amount")!.Value), price.Number("free_units") ?? 0),
            "flat" => (new FlatModel(price.Number("flat", "amount")!.Value), 0),
            var other => throw new NotSupportedException($"Charge model '{other}'."),
        };
    }

    // A share of what falls into a tier is a unit price of so many hundredths.
    private static ChargeTier[] Tiers(JsonElement price) =>
        [.. price.EnumerateArray().Select(tier => new ChargeTier(
            tier.Number("up_to", "to_value"), tier.Number("per_unit", "unit_price") ?? (tier.Number("rate_percent") / 100m), tier.Number("flat", "flat_price")))];

    // Every source that these files cite charges the first tier's fee when nothing is used; what OpenMeter does is in its own file.
    private static ZeroUsage Zero(JsonElement vector) =>
        vector.Text("source").StartsWith("openmeterio/", StringComparison.Ordinal) ? ZeroUsage.Free : ZeroUsage.FirstTierFee;

    private static PercentageModel Percentage(JsonElement price) => new(
        price.Number("rate_percent") ?? 0, price.Number("fixed_per_event") ?? 0, (long)(price.Number("free_events") ?? 0), price.Number("free_total") ?? 0);

    private static ChargeUsage Usage(JsonElement vector, decimal included)
    {
        var units = vector.Number("units") ?? 0;
        var price = vector.GetProperty("price");
        if (price.ValueKind != JsonValueKind.Object)
            return units;

        var totals = price.TryGetProperty("running_total_after_each_free_event", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(VectorFile.Number).ToArray()
            : null;
        return new(units - included, (long)(price.Number("events") ?? 0), totals);
    }
}
