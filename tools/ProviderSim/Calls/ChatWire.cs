using System.Buffers;
using System.Text.Json;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Calls;

/// <summary>A provider's chat calls on the wire: how a request is read, and how an answer is written, whole or in events.</summary>
internal abstract class ChatWire : CallWire
{
    /// <summary>Content type of a stream.</summary>
    public virtual string StreamContentType => "text/event-stream; charset=utf-8";

    /// <summary>Reads the request, or says why it is refused.</summary>
    public abstract Task<ChatReading> ReadAsync(IncomingCall incoming);

    /// <summary>Writes an answer in one piece.</summary>
    public abstract void WriteWhole(Utf8JsonWriter json, ChatGeneration generation, CallEnd end);

    /// <summary>Writes the event or events that come before the first piece.</summary>
    public abstract void WriteBegin(IBufferWriter<byte> output, ChatGeneration generation);

    /// <summary>Writes some of the answer's pieces as one event.</summary>
    public abstract void WritePieces(IBufferWriter<byte> output, ChatGeneration generation, int from, int to);

    /// <summary>Writes the event or events that end the stream.</summary>
    public abstract void WriteEnd(IBufferWriter<byte> output, ChatGeneration generation, CallEnd end);

    /// <summary>Writes an event that cannot be read.</summary>
    public virtual void WriteBroken(IBufferWriter<byte> output) => output.Write("data: {\"type\":\"simulated\",\"choices\":[{\"cont\n\n"u8);
}

/// <summary>What came of reading a chat request: a call, or why not and as much as is known of the model.</summary>
internal sealed record ChatReading(IncomingCall Incoming, ChatCall? Call, CallError? Error = null, string? ModelName = null)
{
    public static ChatReading Refused(IncomingCall incoming, CallError error, string? modelName = null) => new(incoming, null, error, modelName);
}
