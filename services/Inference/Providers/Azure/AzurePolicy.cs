using System.ClientModel.Primitives;
using Tollgate.Inference.Providers.Access;

namespace Tollgate.Inference.Providers.Azure;

/// <summary>States the version of the API and who asks, in place of OpenAI's bearer key.</summary>
internal sealed class AzurePolicy(ProviderEndpoint endpoint, AccessTokens tokens) : PipelinePolicy
{
    private const string DefaultVersion = "2024-10-21";
    private const string Scope = "https://cognitiveservices.azure.com/.default";

    private readonly ProviderOptions options = endpoint.Options;

    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
        throw new NotSupportedException("Providers are called asynchronously.");

    public override async ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
    {
        var address = new UriBuilder(message.Request.Uri!);
        address.Query = $"api-version={(options.ApiVersion.Length > 0 ? options.ApiVersion : DefaultVersion)}";
        message.Request.Uri = address.Uri;
        if (options.ClientId.Length == 0)
        {
            message.Request.Headers.Remove("Authorization");
            message.Request.Headers.Set("api-key", options.ApiKey);
        }
        else
        {
            message.Request.Headers.Set("Authorization", "Bearer " + await TokenAsync(message.CancellationToken));
        }

        await ProcessNextAsync(message, pipeline, currentIndex);
    }

    // An application's own identity: what ApiKey holds is then its secret.
    private ValueTask<string> TokenAsync(CancellationToken cancellationToken)
    {
        var address = options.TokenUrl.Length > 0 ? options.TokenUrl : $"https://login.microsoftonline.com/{options.TenantId}/oauth2/v2.0/token";
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["client_id"] = options.ClientId, ["client_secret"] = options.ApiKey, ["scope"] = Scope,
        };
        return tokens.GetAsync(endpoint.Name, new Uri(address), form, cancellationToken);
    }
}
