using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using Tollgate.Inference.Providers.OpenAi;
using Tollgate.Inference.Providers.Access;

namespace Tollgate.Inference.Providers.Azure;

/// <summary>
/// Azure OpenAI: OpenAI's wire format below the path of a deployment, with a version of the API, and a key of its own header or an Entra ID token.
/// </summary>
internal sealed class AzureOpenAiFormat(IHttpClientFactory http, AccessTokens tokens) : IWireFormat
{
    public string Api => "azure_openai";

    public IChatClient Chat(ProviderEndpoint endpoint, string model) =>
        new ExactTools(Client(endpoint, model).GetChatClient(model).AsIChatClient());

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(ProviderEndpoint endpoint, string model) =>
        Client(endpoint, model).GetEmbeddingClient(model).AsIEmbeddingGenerator();

    private OpenAIClient Client(ProviderEndpoint endpoint, string model)
    {
        var settings = endpoint.Options;
        var address = new Uri($"{settings.BaseUrl.TrimEnd('/')}/openai/deployments/{Uri.EscapeDataString(settings.NameOf(model))}");
        var options = OpenAiOptions.For(address, http);
        options.AddPolicy(new AzurePolicy(endpoint, tokens), PipelinePosition.PerTry);
        return new OpenAIClient(new ApiKeyCredential(settings.ApiKey), options);
    }
}
