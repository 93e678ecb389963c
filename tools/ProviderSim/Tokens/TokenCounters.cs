using System.Collections.Concurrent;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Tokens;

/// <summary>One counter per encoding, loaded when first needed.</summary>
internal sealed class TokenCounters
{
    private readonly ConcurrentDictionary<string, Lazy<TokenCounter>> counters = new();

    public TokenCounter For(SimModel model) => For(model.Encoding);

    public TokenCounter For(string encoding) =>
        counters.GetOrAdd(encoding, static name => new Lazy<TokenCounter>(() => new TokenCounter(name))).Value;
}
