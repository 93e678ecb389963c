using Tollgate.Contracts.Inference.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Providers;

/// <summary>Says which providers are real, simulated or missing, so that nobody takes a simulated answer for a real one.</summary>
internal sealed class DescribeProviders(ProviderRegistry registry)
{
    private const int MaxProviders = 100;

    public DescribeProvidersResponse Handle(DescribeProvidersRequest request)
    {
        var validation = new Validation();
        validation.Require(request.Providers.Count is > 0 and <= MaxProviders, "providers", $"1 to {MaxProviders} providers");
        validation.ThrowIfInvalid();
        return new DescribeProvidersResponse { Providers = { request.Providers.Select(Describe) } };
    }

    private ProviderDescription Describe(string provider)
    {
        var endpoint = registry.TryResolve(provider);
        return new ProviderDescription { Provider = provider, Available = endpoint is not null, Simulated = endpoint?.Name == ProviderRegistry.Simulator };
    }
}
