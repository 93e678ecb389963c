using System.Text.Json;

namespace Tollgate.ProviderSim.OpenAI;

internal static class ChatJson
{
    /// <summary>The members that open every chat completion and every chunk of one.</summary>
    public static void WriteHead(Utf8JsonWriter json, ChatGeneration generation, ReadOnlySpan<byte> kind)
    {
        json.WriteString("id"u8, generation.Incoming.CallId);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, generation.Incoming.ReceivedAt.ToUnixTimeSeconds());
        json.WriteString("model"u8, generation.Call.Model.Label);
        json.WriteString("service_tier"u8, "default"u8);
        json.WriteString("system_fingerprint"u8, "fp_sim"u8);
    }
}
