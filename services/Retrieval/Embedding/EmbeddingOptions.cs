using System.ComponentModel.DataAnnotations;

namespace Tollgate.Retrieval.Embedding;

/// <summary>Whether passages are also found by meaning. Section <c>Retrieval</c>.</summary>
public sealed class EmbeddingOptions
{
    /// <summary>Embedding model, as the provider names it. Empty: search is by words alone.</summary>
    public string EmbeddingModel { get; set; } = "";

    /// <summary>Provider of the embedding model, as in the catalogue.</summary>
    [Required(AllowEmptyStrings = false)]
    public string EmbeddingProvider { get; set; } = "openai";

    /// <summary>How long a search waits for its query's embedding before it answers by words alone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan QueryTimeout { get; set; } = TimeSpan.FromSeconds(2);
}
