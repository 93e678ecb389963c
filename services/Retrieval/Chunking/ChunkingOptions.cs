using System.ComponentModel.DataAnnotations;

namespace Tollgate.Retrieval.Chunking;

/// <summary>How documents are cut into passages. Section <c>Retrieval:Chunking</c>. Sizes are tokens (o200k).</summary>
public sealed class ChunkingOptions
{
    /// <summary>Size that a passage is filled up to.</summary>
    [Range(32, 4096)]
    public int TargetTokens { get; set; } = 300;

    /// <summary>No passage is larger. A block up to this size stays whole.</summary>
    [Range(64, 8192)]
    public int MaxTokens { get; set; } = 512;

    /// <summary>A passage smaller than this is joined by the next section instead of standing alone.</summary>
    [Range(0, 2048)]
    public int MinTokens { get; set; } = 60;

    /// <summary>What the parts of one long paragraph share, at most: the last sentences of a part open the next.</summary>
    [Range(0, 512)]
    public int OverlapTokens { get; set; } = 40;
}
