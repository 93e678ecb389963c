using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Providers;

/// <summary>One endpoint that models are called at, section <c>Providers:&lt;name&gt;</c>. The name is a provider of the catalogue, or "sim".</summary>
public sealed class ProviderOptions
{
    /// <summary>"openai" for the OpenAI wire format (which most providers also speak), "sim" for ProviderSim: the same, and a report by client request id.</summary>
    [RegularExpression("openai|sim")]
    public string Kind { get; set; } = "openai";

    /// <summary>Address up to and including the version, for example <c>https://api.openai.com/v1</c>. A discovery name for services of the app model.</summary>
    [Required, Url]
    public string BaseUrl { get; set; } = "https://api.openai.com/v1";

    /// <summary>The key. Without one the endpoint is not used.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// Key of the provider's reports: with kind "sim" the one that names calls, with kind "openai" the organisation's usage per minute, with
    /// which calls are then reconciled. Empty: there is no report.
    /// </summary>
    public string AdminKey { get; set; } = "";

    /// <summary>
    /// What the organisation's usage report calls <see cref="ApiKey"/>. Empty: everything in the report is taken for ours, so calls that others
    /// make under the same organisation are reported as unattributed.
    /// </summary>
    public string ApiKeyId { get; set; } = "";

    /// <summary>The project of <see cref="ApiKey"/> in the organisation's costs report. Empty: what is charged is not looked for in one project alone.</summary>
    public string ProjectId { get; set; } = "";

    /// <summary>A stream that brings nothing for this long has stalled.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan StallsAfter { get; set; } = TimeSpan.FromSeconds(60);
}
