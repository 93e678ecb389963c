using System.Text.Json;

namespace Tollgate.ProviderSim.Answers.Structured;

internal static class Numbers
{
    /// <summary>The found number made to fit the schema's bounds, or a believable one.</summary>
    public static decimal Fit(JsonElement schema, decimal? found, bool whole, ulong seed)
    {
        var step = Schemas.Number(schema, "multipleOf") is > 0 and var multiple ? multiple : whole ? 1m : 0.01m;
        var least = Schemas.Number(schema, "minimum") ?? (Schemas.Number(schema, "exclusiveMinimum") + step);
        var most = Schemas.Number(schema, "maximum") ?? (Schemas.Number(schema, "exclusiveMaximum") - step);

        var value = found is { } number && (least is null || number >= least) && (most is null || number <= most)
            ? number
            : Between(least, most, seed);
        if (!whole && Schemas.Number(schema, "multipleOf") is null && value == found)
            return value;

        var fitted = Math.Floor(value / step) * step;
        return least is { } bound && fitted < bound ? Math.Ceiling(bound / step) * step : fitted;
    }

    private static decimal Between(decimal? least, decimal? most, ulong seed)
    {
        var low = least ?? Math.Min(1, most ?? 1);
        var high = most ?? low + 99;
        return low + ((high - low) * (decimal)StableHash.Unit(seed, 0x4E));
    }
}
