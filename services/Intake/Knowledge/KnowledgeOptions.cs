using System.ComponentModel.DataAnnotations;

namespace Tollgate.Intake.Knowledge;

/// <summary>How long answers wait for knowledge.</summary>
internal sealed class KnowledgeOptions
{
    /// <summary>A search that takes longer counts as Retrieval being away.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Failures in a row after which searches are skipped for <see cref="Pause"/>, so that each request need not wait its turn to fail.</summary>
    [Range(1, 100)]
    public int FailuresBeforePause { get; set; } = 3;

    /// <summary>How long searches are then skipped.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the versions of knowledge bases with cached answers are asked for, in case a broadcast was missed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:05:00")]
    public TimeSpan VersionRefreshInterval { get; set; } = TimeSpan.FromSeconds(3);
}
