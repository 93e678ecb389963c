using System.ComponentModel.DataAnnotations;

namespace Tollgate.Retrieval.Index;

/// <summary>How the embedded index is kept. Section <c>Retrieval:Index</c>.</summary>
public sealed class IndexOptions
{
    /// <summary>How often a replica looks for changes that it was not told of.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(3);
}
