namespace Tollgate.Metering.Costs;

/// <summary>Shares an amount out in proportion to weights so that the parts add up to it: the largest remainders get the nanos left over.</summary>
internal static class Shares
{
    public static IReadOnlyDictionary<string, long> Of(long amount, IReadOnlyDictionary<string, long> weights)
    {
        var total = weights.Values.Aggregate(Int128.Zero, (sum, weight) => sum + weight);
        if (total <= 0)
            return new Dictionary<string, long>();
        if (amount < 0)
            return Of(-amount, weights).ToDictionary(part => part.Key, part => -part.Value, StringComparer.Ordinal);
        var parts = weights.ToDictionary(weight => weight.Key, weight => (long)((Int128)amount * weight.Value / total), StringComparer.Ordinal);
        var left = amount - parts.Values.Sum();
        // By name among equals, so that the same question has the same answer.
        foreach (var name in weights
            .OrderByDescending(weight => (Int128)amount * weight.Value % total)
            .ThenBy(weight => weight.Key, StringComparer.Ordinal)
            .Select(weight => weight.Key)
            .Take((int)left))
        {
            parts[name]++;
        }

        return parts;
    }
}
