namespace Tollgate.Tokens;

/// <summary>A published byte-pair encoding.</summary>
public enum TokenEncoding
{
    /// <summary>GPT-4o, GPT-4.1, GPT-5 and the o-series; also our yardstick for models without a published tokenizer.</summary>
    O200kBase,

    /// <summary>GPT-4, GPT-3.5 and OpenAI's embedding models.</summary>
    Cl100kBase,
}

/// <summary>What <c>&lt;|endoftext|&gt;</c> and its kind mean when they stand in a text.</summary>
public enum SpecialTokens
{
    /// <summary>
    /// Ordinary characters: what providers make of message content, and never less than the truth, so that nobody hides a
    /// long prompt's end behind a control token.
    /// </summary>
    AsText,

    /// <summary>One control token each, as in a tokenizer's <c>allowed_special="all"</c>.</summary>
    Recognised,
}
