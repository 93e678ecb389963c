using Tollgate.Inference.Reconciliation;

namespace Tollgate.Inference.Providers;

/// <summary>Makes the reports that belong to an endpoint.</summary>
internal sealed class ProviderReports(IHttpClientFactory http)
{
    public IProviderReport For(ProviderOptions options) => options is { Kind: "sim", AdminKey.Length: > 0 }
        ? new SimProviderReport(http.CreateClient(ProviderClients.HttpClientName), options)
        : NoProviderReport.Instance;

    /// <summary>The organisation's usage report; null when there is none, or when calls can be asked about one by one.</summary>
    public OrganizationReport? UsageOf(ProviderOptions options) => options is { Kind: "openai", Api: "openai", AdminKey.Length: > 0 }
        ? new OrganizationReport(http.CreateClient(ProviderClients.HttpClientName), options)
        : null;
}
