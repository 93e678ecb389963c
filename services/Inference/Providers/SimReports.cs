namespace Tollgate.Inference.Providers;

/// <summary>Makes the report that belongs to an endpoint.</summary>
internal sealed class SimReports(IHttpClientFactory http)
{
    public IProviderReport For(ProviderOptions options) => options is { Kind: "sim", AdminKey.Length: > 0 }
        ? new SimProviderReport(http.CreateClient(ProviderClients.HttpClientName), options)
        : NoProviderReport.Instance;
}
