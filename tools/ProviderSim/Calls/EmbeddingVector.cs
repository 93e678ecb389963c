using Tollgate.ProviderSim.Answers;

namespace Tollgate.ProviderSim.Calls;

/// <summary>
/// A hashed bag of words: each stem, and more weakly each pair of neighbours, adds to a few places of the vector. Texts that
/// share words are near each other, others almost at right angles, and the same text gives the same vector everywhere.
/// </summary>
internal static class EmbeddingVector
{
    private const int PlacesPerTerm = 4;
    private const float PairWeight = 0.35f;

    public static float[] Of(EmbeddingInput input, int dimensions)
    {
        var terms = input.Text is { } text ? Stems.Of(text) : [.. input.Ids!.Select(id => StableHash.Combine(0x1D5, (ulong)id))];
        if (terms.Count == 0)
            terms.Add(StableHash.Of(input.Text));

        var vector = new float[dimensions];
        foreach (var group in terms.GroupBy(term => term))
            Add(vector, group.Key, 1 + MathF.Log(group.Count()));
        for (var i = 1; i < terms.Count; i++)
            Add(vector, StableHash.Combine(terms[i - 1], terms[i]), PairWeight);
        return Normalise(vector);
    }

    private static void Add(float[] vector, ulong term, float weight)
    {
        for (ulong place = 0; place < PlacesPerTerm; place++)
        {
            var hash = StableHash.Combine(term, place);
            vector[(int)(hash % (ulong)vector.Length)] += (hash >> 63) == 0 ? weight : -weight;
        }
    }

    private static float[] Normalise(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        if (length == 0)
        {
            vector[0] = 1;
            return vector;
        }
        for (var i = 0; i < vector.Length; i++)
            vector[i] /= length;
        return vector;
    }
}
