using System.ComponentModel.DataAnnotations;

namespace Tollgate.Retrieval.Search;

/// <summary>How passages are found and packed. Section <c>Retrieval:Search</c>.</summary>
public sealed class SearchOptions
{
    /// <summary>Passages when the request does not say.</summary>
    [Range(1, 100)]
    public int DefaultPassages { get; set; } = 8;

    /// <summary>Best matches looked at; more than are returned, because some do not fit or repeat others.</summary>
    [Range(10, 1000)]
    public int Candidates { get; set; } = 50;

    /// <summary>Rank at which a match still counts half as much as the first, when rankings by words and by meaning are fused.</summary>
    [Range(1, 1000)]
    public int FusionRank { get; set; } = 60;
}
