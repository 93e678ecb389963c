using Microsoft.Extensions.AI;
using Tollgate.Inference.Providers.Wire;

namespace Tollgate.Inference.Providers.Anthropic;

/// <summary>Anthropic's messages.</summary>
internal sealed class AnthropicFormat(ProviderHttp http) : IWireFormat
{
    public string Api => "anthropic";

    public IChatClient Chat(ProviderEndpoint endpoint, string model) => new AnthropicChatClient(http, endpoint.Options, endpoint.Options.NameOf(model));
}
