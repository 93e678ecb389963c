using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tollgate.Billing.Plans.ChargeModels;

namespace Tollgate.Billing.Tests.Plans.ChargeModels;

/// <summary>
/// Examples of bills for a part of a period. A part pays what it adds to what was used before it; a minimum waits for the end, a maximum
/// takes off what is above it, and a flat fee or a volume price is billed in one piece.
/// </summary>
[Trait("Data", "shared")]
public partial class OpenMeterVectorTests
{
    public static TheoryData<string, string> Vectors() => VectorFile.Rows("openmeter_vectors_*.json");

    [SkippableTheory]
    [MemberData(nameof(Vectors))]
    public void A_part_of_a_period_is_billed_as_its_source_says(string id, string row)
    {
        VectorFile.Require();
        using var document = JsonDocument.Parse(row);
        var vector = document.RootElement;

        var lines = ChargeLines.Of(Terms(vector), Part(vector), BilledMoney.Round);

        Assert.True(vector.Number("expected_total") == lines.Sum(line => line.Total), $"{id}: {lines.Sum(line => line.Total)}");
        Assert.Equal(
            vector.GetProperty("expected_lines").EnumerateArray().Select(Expected).Order(StringComparer.Ordinal),
            lines.Select(line => Describe(vector, line)).Order(StringComparer.Ordinal));
    }

    private static ChargeTerms Terms(JsonElement vector)
    {
        var price = vector.GetProperty("price");
        return new(
            Model(price),
            price.Number("minimum_amount") ?? 0,
            price.Number("maximum_amount"),
            vector.GetProperty("has_discount_input").GetBoolean() ? DiscountPercent(vector.Text("name")) : 0);
    }

    private static ChargeModel Model(JsonElement price) => (price.Text("kind"), price.Text("mode")) switch
    {
        ("TieredPrice", "VolumeTieredPrice") => new VolumeModel(Tiers(price), ZeroUsage.FirstTierFee),
        ("TieredPrice", _) => new GraduatedModel(Tiers(price), ZeroUsage.Free),
        ("PackagePrice", _) => new PackageModel(price.Number("quantity_per_package")!.Value, price.Number("amount")!.Value),
        ("UnitPrice", _) => new PerUnitModel(price.Number("amount")!.Value),
        ("DynamicPrice", _) => new DynamicModel(price.Number("multiplier") ?? 1),
        ("FlatPrice", _) => new FlatModel(price.Number("amount")!.Value, price.Text("payment_term").EndsWith("InAdvancePaymentTerm", StringComparison.Ordinal)),
        var (kind, _) => throw new NotSupportedException($"Price '{kind}'."),
    };

    private static ChargeTier[] Tiers(JsonElement price) =>
        [.. price.GetProperty("tiers").EnumerateArray().Select(tier => new ChargeTier(tier.Number("up_to"), tier.Number("unit_price"), tier.Number("flat_price")))];

    // The rows carry that there is a discount, and how much of one only in their name.
    private static decimal DiscountPercent(string name) =>
        decimal.Parse(Percent().Match(name).Groups[1].Value, CultureInfo.InvariantCulture);

    private static PeriodPart Part(JsonElement vector)
    {
        var before = vector.Number("usage_before_line") ?? 0;
        var mode = vector.Text("line_mode");
        return new(
            mode.StartsWith("SinglePerPeriod", StringComparison.Ordinal) || mode.StartsWith("First", StringComparison.Ordinal),
            mode.StartsWith("SinglePerPeriod", StringComparison.Ordinal) || mode.StartsWith("Last", StringComparison.Ordinal),
            before,
            before + (vector.Number("usage_in_line") ?? 0),
            vector.Number("previous_billed_amount") ?? 0);
    }

    private static string Expected(JsonElement line)
    {
        var totals = line.GetProperty("totals");
        return Describe(
            line.Text("name"), line.Number("per_unit_amount")!.Value, line.Number("quantity")!.Value,
            totals.Number("Amount", "ChargesTotal") ?? 0, line.GetProperty("discounts").EnumerateArray().Select(VectorFile.Number), totals.Number("Total") ?? 0);
    }

    private static string Describe(JsonElement vector, ChargeLine line) =>
        Describe(Name(vector.GetProperty("price"), line), line.UnitPrice, line.Quantity, line.Amount, line.Discounts, line.Total);

    private static string Describe(string name, decimal unit, decimal quantity, decimal amount, IEnumerable<decimal> discounts, decimal total) =>
        FormattableString.Invariant($"{name}: {quantity:0.####} x {unit:0.####} = {amount:0.##} - ({string.Join(" + ", discounts.Select(discount => discount.ToString("0.##", CultureInfo.InvariantCulture)))}) = {total:0.##}");

    private static string Name(JsonElement price, ChargeLine line) => line.Part switch
    {
        null => "feature: minimum spend",
        ChargePartKind.TierFee => $"feature: flat price for tier {line.Tier}",
        ChargePartKind.TierUnits => $"feature: {(price.Text("mode") == "VolumeTieredPrice" ? "unit" : "usage")} price for tier {line.Tier}",
        ChargePartKind.Fee => "feature",
        _ => "feature: usage in period",
    };

    [GeneratedRegex(@"(\d+(?:\.\d+)?)\s*%")]
    private static partial Regex Percent();
}
