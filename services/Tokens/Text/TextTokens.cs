using System.Collections.Concurrent;

namespace Tollgate.Tokens;

/// <summary>The way in: text counting by model name.</summary>
public static class TextTokens
{
    // Model names reach this from requests: bounded, so that made-up names cannot fill memory.
    private const int MaxCachedModels = 1_024;

    private static readonly ConcurrentDictionary<string, ModelTokenizer> ByModel = new(StringComparer.Ordinal);

    /// <summary>How a model counts text.</summary>
    public static ModelTokenizer TokenizerFor(string model)
    {
        if (ByModel.TryGetValue(model, out var known))
            return known;

        var made = new ModelTokenizer(model);
        return ByModel.Count < MaxCachedModels ? ByModel.GetOrAdd(model, made) : made;
    }

    /// <summary>Tokens of a text on a model.</summary>
    public static TokenEstimate Count(string model, ReadOnlySpan<char> text) => TokenizerFor(model).Count(text);

    /// <summary>Loads both vocabularies (a few hundred milliseconds) so that the first request does not wait for them.</summary>
    public static void WarmUp()
    {
        foreach (var encoding in Enum.GetValues<TokenEncoding>())
            TextTokenizer.For(encoding).Count("warm");
    }
}
