using System.Text.Json;
using Tollgate.ProviderSim.Ledger;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Calls;

/// <summary>A provider's embedding calls on the wire.</summary>
internal abstract class EmbeddingWire : CallWire
{
    /// <summary>Reads the request, or says why it is refused.</summary>
    public abstract Task<EmbeddingReading> ReadAsync(IncomingCall incoming);

    /// <summary>Writes the answer.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="vectors">The vectors, in the order of the inputs.</param>
    /// <param name="usage">What to state; null to state nothing.</param>
    public abstract void Write(Utf8JsonWriter json, EmbeddingCall call, IReadOnlyList<float[]> vectors, TokenUsage? usage);
}

/// <summary>An embedding request that has been found good.</summary>
internal sealed record EmbeddingCall(SimModel Model, IReadOnlyList<EmbeddingInput> Inputs, int? Dimensions = null, bool Base64 = false);

/// <summary>One input: what is embedded, and the tokens it is billed.</summary>
internal readonly record struct EmbeddingInput(string? Text, int[]? Ids, int Tokens);

/// <summary>What came of reading an embedding request.</summary>
internal sealed record EmbeddingReading(IncomingCall Incoming, EmbeddingCall? Call, CallError? Error = null, string? ModelName = null);
