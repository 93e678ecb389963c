using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Access;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Watsonx;

/// <summary>IBM watsonx.ai's text chat, for an IAM token that the key is exchanged for.</summary>
internal sealed class WatsonxFormat(ProviderHttp http, AccessTokens tokens) : IWireFormat
{
    private const string Iam = "https://iam.cloud.ibm.com/identity/token";

    public string Api => "watsonx";

    public IChatClient Chat(ProviderEndpoint endpoint, string model)
    {
        var options = endpoint.Options;
        var address = new Uri(options.TokenUrl.Length > 0 ? options.TokenUrl : Iam);
        var form = new Dictionary<string, string> { ["grant_type"] = "urn:ibm:params:oauth:grant-type:apikey", ["apikey"] = options.ApiKey };
        return new WatsonxChatClient(
            http, options, options.NameOf(model), cancellationToken => tokens.GetAsync(endpoint.Name, address, form, cancellationToken));
    }
}
