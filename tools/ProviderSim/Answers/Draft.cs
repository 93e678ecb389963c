namespace Tollgate.ProviderSim.Answers;

/// <summary>What a model says, and how sure of it: the mean log-probability of its tokens.</summary>
internal readonly record struct Draft(string Text, double MeanLogprob)
{
    /// <summary>A draft whose confidence lies between two bounds, the same every time for the same seed.</summary>
    public static Draft Between(string text, double least, double most, ulong seed) =>
        new(text, least + ((most - least) * StableHash.Unit(seed, 0x10C)));
}
