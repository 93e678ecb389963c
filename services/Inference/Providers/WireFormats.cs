using System.Collections.Frozen;

namespace Tollgate.Inference.Providers;

/// <summary>The wire formats there are, by name.</summary>
internal sealed class WireFormats(IEnumerable<IWireFormat> formats)
{
    private readonly FrozenDictionary<string, IWireFormat> byApi = formats.ToFrozenDictionary(format => format.Api, StringComparer.Ordinal);

    public IWireFormat Of(ProviderEndpoint endpoint) => byApi[endpoint.Options.Api];
}
