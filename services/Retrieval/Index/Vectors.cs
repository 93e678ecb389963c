using System.Numerics;
using System.Runtime.InteropServices;

namespace Tollgate.Retrieval.Index;

/// <summary>Arithmetic on embeddings.</summary>
internal static class Vectors
{
    /// <summary>Scales a vector to length one, so that a dot product is the cosine. A zero vector stays as it is.</summary>
    public static float[] Normalize(float[] vector)
    {
        var length = MathF.Sqrt(Dot(vector, vector));
        return length == 0 ? vector : Array.ConvertAll(vector, value => value / length);
    }

    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var wideA = MemoryMarshal.Cast<float, Vector<float>>(a);
        var wideB = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < wideA.Length; i++)
            sums += wideA[i] * wideB[i];
        var sum = Vector.Sum(sums);
        for (var i = wideA.Length * Vector<float>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
