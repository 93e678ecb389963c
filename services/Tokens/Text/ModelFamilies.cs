namespace Tollgate.Tokens;

/// <summary>Recognises a model by the names providers and gateways give it.</summary>
public static class ModelFamilies
{
    private static readonly (string Prefix, ModelFamily Family)[] Prefixes =
    [
        ("text-embedding-", ModelFamily.OpenAiEmbedding),
        ("gpt-image", ModelFamily.GptImage), ("chatgpt-image", ModelFamily.GptImage),
        ("gpt-3.5", ModelFamily.Gpt4), ("gpt-35", ModelFamily.Gpt4),
        ("gpt-4o", ModelFamily.Gpt4o), ("chatgpt-4o", ModelFamily.Gpt4o), ("gpt-audio", ModelFamily.Gpt4o),
        ("gpt-realtime", ModelFamily.Gpt4o), ("whisper", ModelFamily.Gpt4o), ("computer-use-preview", ModelFamily.Gpt4o),
        ("gpt-4.1", ModelFamily.Gpt41), ("gpt-4.5", ModelFamily.Gpt41),
        ("gpt-4", ModelFamily.Gpt4),
        ("gpt-5", ModelFamily.Gpt5), ("gpt-6", ModelFamily.Gpt5),
        ("o1", ModelFamily.OpenAiReasoning), ("o3", ModelFamily.OpenAiReasoning), ("o4", ModelFamily.OpenAiReasoning),
        ("claude", ModelFamily.Claude), ("gemini", ModelFamily.Gemini),
        ("command", ModelFamily.Command), ("embed-", ModelFamily.Command), ("rerank", ModelFamily.Command), ("c4ai", ModelFamily.Command),
        ("granite", ModelFamily.Granite), ("llama", ModelFamily.Llama), ("finance-llama", ModelFamily.Llama),
        ("nova", ModelFamily.Nova), ("titan", ModelFamily.Nova),
        ("mistral", ModelFamily.Mistral), ("mixtral", ModelFamily.Mistral), ("ministral", ModelFamily.Mistral),
    ];

    // Bedrock's region and vendor prefixes: us.anthropic.claude-..., amazon.nova-...
    private static readonly string[] DottedPrefixes =
        ["us.", "eu.", "apac.", "global.", "us-gov.", "jp.", "au.", "anthropic.", "cohere.", "amazon.", "meta.", "mistral."];

    /// <summary>The family of a model, from its name alone.</summary>
    public static ModelFamily Of(string model)
    {
        var name = BareName(model);
        foreach (var (prefix, family) in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
                return family;
        }

        return ModelFamily.Unknown;
    }

    /// <summary>The name without route, region and vendor: <c>azure/us/gpt-4o</c> is <c>gpt-4o</c>.</summary>
    internal static string BareName(string model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var name = model[(model.LastIndexOf('/') + 1)..].Trim().ToLowerInvariant();
        for (var i = 0; i < DottedPrefixes.Length; i++)
        {
            if (name.StartsWith(DottedPrefixes[i], StringComparison.Ordinal))
                (name, i) = (name[DottedPrefixes[i].Length..], -1);
        }

        return name;
    }
}
