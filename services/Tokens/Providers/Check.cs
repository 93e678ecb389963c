namespace Tollgate.Tokens;

internal static class Check
{
    public static bool AnyNegative(params ReadOnlySpan<long> counts)
    {
        foreach (var count in counts)
        {
            if (count < 0)
                return true;
        }

        return false;
    }

    /// <summary>True when the parts together are more than the whole, also where their sum leaves a long.</summary>
    public static bool Exceeds(long whole, params ReadOnlySpan<long> parts)
    {
        Int128 sum = 0;
        foreach (var part in parts)
            sum += part;

        return sum > whole;
    }

    /// <summary>True when a total was given and is not the sum of its parts.</summary>
    public static bool Differs(long? total, params ReadOnlySpan<long> parts)
    {
        Int128 sum = 0;
        foreach (var part in parts)
            sum += part;

        return total is { } stated && stated != sum;
    }
}
