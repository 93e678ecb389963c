using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Tollgate.ProviderSim.Calls;

/// <summary>Writes server-sent events.</summary>
internal static class ServerEvents
{
    public static void Write(IBufferWriter<byte> output, string? name, Action<Utf8JsonWriter> body)
    {
        if (name is not null)
            output.Write(Encoding.UTF8.GetBytes($"event: {name}\n"));
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, JsonReply.Options))
        {
            json.WriteStartObject();
            body(json);
            json.WriteEndObject();
        }
        output.Write("\n\n"u8);
    }
}
