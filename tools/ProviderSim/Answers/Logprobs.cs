namespace Tollgate.ProviderSim.Answers;

/// <summary>Log-probabilities of an answer's tokens: they spread around its mean and are the same every time.</summary>
internal static class Logprobs
{
    public static double OfToken(Answer answer, int index) =>
        Math.Round(answer.MeanLogprob * 2 * StableHash.Unit(answer.Seed, (ulong)index), 6);

    /// <summary>Logprob of the n-th alternative (0 = the token itself); alternatives share what probability is left.</summary>
    public static double OfAlternative(Answer answer, int index, int rank)
    {
        var own = OfToken(answer, index);
        if (rank == 0)
            return own;
        var left = Math.Max(1 - Math.Exp(own), 1e-9);
        return Math.Round(Math.Max(Math.Log(left * Math.Pow(0.5, rank)), -30), 6);
    }
}
