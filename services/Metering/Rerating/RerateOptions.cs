using System.ComponentModel.DataAnnotations;

namespace Tollgate.Metering.Rerating;

/// <summary>How usage is priced anew. Section <c>Rerating</c>.</summary>
public sealed class RerateOptions
{
    /// <summary>Attempts in one transaction. Their budgets are locked meanwhile, so a large page makes holds wait.</summary>
    [Range(1, 10_000)]
    public int PageSize { get; set; } = 500;

    /// <summary>How often a replica looks for jobs that another one took in or left behind.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);
}
