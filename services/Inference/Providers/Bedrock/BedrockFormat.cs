using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Bedrock;

/// <summary>AWS Bedrock's Converse, signed by Signature Version 4, or with a Bedrock API key.</summary>
internal sealed class BedrockFormat(ProviderHttp http) : IWireFormat
{
    public string Api => "bedrock";

    public IChatClient Chat(ProviderEndpoint endpoint, string model) => new BedrockChatClient(http, endpoint.Options, endpoint.Options.NameOf(model));
}
