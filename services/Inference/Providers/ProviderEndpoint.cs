namespace Tollgate.Inference.Providers;

/// <summary>Where calls for a provider go, and where to ask about them.</summary>
internal sealed class ProviderEndpoint(string name, ProviderOptions options, IProviderReport report)
{
    public string Name => name;

    public ProviderOptions Options => options;

    public IProviderReport Report => report;
}
