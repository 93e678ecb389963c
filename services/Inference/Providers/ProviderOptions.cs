using System.ComponentModel.DataAnnotations;

namespace Tollgate.Inference.Providers;

/// <summary>One endpoint that models are called at, section <c>Providers:&lt;name&gt;</c>. The name is a provider of the catalogue, or "sim".</summary>
public sealed class ProviderOptions
{
    /// <summary>
    /// Whose books can be asked: "openai" for those of an OpenAI organisation (with <see cref="AdminKey"/>, and where <see cref="Api"/> is "openai"), "sim" for
    /// ProviderSim's, which know single calls.
    /// </summary>
    [RegularExpression("openai|sim")]
    public string Kind { get; set; } = "openai";

    /// <summary>
    /// The wire format: "openai", which most servers also speak (vLLM, Ollama, vertical models), "azure_openai", "anthropic", "gemini", "bedrock", "cohere" or
    /// "watsonx".
    /// </summary>
    [RegularExpression("openai|azure_openai|anthropic|gemini|bedrock|cohere|watsonx")]
    public string Api { get; set; } = "openai";

    /// <summary>
    /// Address up to and including the version where it has one, for example <c>https://api.openai.com/v1</c>, <c>https://NAME.openai.azure.com</c>,
    /// <c>https://generativelanguage.googleapis.com/v1beta</c>, <c>https://bedrock-runtime.eu-central-1.amazonaws.com</c>. A discovery name for services of
    /// the app model.
    /// </summary>
    [Required, Url]
    public string BaseUrl { get; set; } = "https://api.openai.com/v1";

    /// <summary>The key, with <see cref="AccessKeyId"/> or <see cref="ClientId"/> the secret that belongs to it. Without one the endpoint is not used.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Bedrock: the access key whose secret <see cref="ApiKey"/> is; requests are then signed. Empty: <see cref="ApiKey"/> is a Bedrock API key.</summary>
    public string AccessKeyId { get; set; } = "";

    /// <summary>Bedrock: goes with temporary access keys.</summary>
    public string SessionToken { get; set; } = "";

    /// <summary>Bedrock: the region that requests are signed for, which is the one in <see cref="BaseUrl"/>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>Azure: the application in Entra ID whose secret <see cref="ApiKey"/> is. Empty: <see cref="ApiKey"/> is a key of the resource.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Azure: the tenant in Entra ID that <see cref="ClientId"/> belongs to.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>Where access tokens are to be had, with Azure's <see cref="ClientId"/> and with watsonx. Empty: at Microsoft's and IBM's own.</summary>
    public string TokenUrl { get; set; } = "";

    /// <summary>Azure's <c>api-version</c>, watsonx's <c>version</c>. Empty: the newest that was tested.</summary>
    public string ApiVersion { get; set; } = "";

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

    /// <summary>
    /// The project of <see cref="ApiKey"/> in the organisation's costs report. Empty: what is charged is not looked for in one project alone. With watsonx the
    /// project that calls belong to, which it requires.
    /// </summary>
    public string ProjectId { get; set; } = "";

    /// <summary>
    /// The provider of the catalogue whose calls this endpoint takes, where that is not its own name: another deployment, region or account at the same
    /// price. Calls go to the endpoint with the lowest <see cref="Priority"/> that works.
    /// </summary>
    public string Serves { get; set; } = "";

    /// <summary>The order of endpoints that serve the same provider, the lowest first.</summary>
    [Range(0, 1_000)]
    public int Priority { get; set; }

    /// <summary>What the endpoint calls a model of the catalogue, where it calls it otherwise: a deployment, a path, an inference profile.</summary>
    public IDictionary<string, string> Models { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// "5m" or "1h": mark what prompts begin with (tools and system) to be kept in the provider's prompt cache for so long, where that has to be asked for.
    /// Writing there costs more than plain input, so more is held. "none": no mark is sent.
    /// </summary>
    [RegularExpression("none|5m|1h")]
    public string PromptCache { get; set; } = "none";

    /// <summary>A stream that brings nothing for this long has stalled.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan StallsAfter { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The endpoint's name of a model.</summary>
    internal string NameOf(string model) => Models.TryGetValue(model, out var name) ? name : model;

    /// <summary>A prompt may be written to the provider's cache, dearer than plain input.</summary>
    internal bool MayWriteCache => PromptCache != "none";
}
