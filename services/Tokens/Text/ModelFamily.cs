namespace Tollgate.Tokens;

/// <summary>Models that count alike.</summary>
public enum ModelFamily
{
    /// <summary>Not recognised: counted with the widest safety margin.</summary>
    Unknown,

    /// <summary>GPT-3.5 and GPT-4 (cl100k).</summary>
    Gpt4,

    /// <summary>GPT-4o, its audio and realtime relatives, and transcription models.</summary>
    Gpt4o,

    /// <summary>GPT-4.1 and GPT-4.5.</summary>
    Gpt41,

    /// <summary>GPT-5 and later numbers.</summary>
    Gpt5,

    /// <summary>o1, o3, o4.</summary>
    OpenAiReasoning,

    /// <summary>gpt-image models.</summary>
    GptImage,

    /// <summary>OpenAI embedding models (cl100k).</summary>
    OpenAiEmbedding,

    /// <summary>Anthropic.</summary>
    Claude,

    /// <summary>Google.</summary>
    Gemini,

    /// <summary>Cohere, its embedding and rerank models included.</summary>
    Command,

    /// <summary>IBM.</summary>
    Granite,

    /// <summary>Meta and models derived from it.</summary>
    Llama,

    /// <summary>Amazon Nova and Titan.</summary>
    Nova,

    /// <summary>Mistral.</summary>
    Mistral,
}
