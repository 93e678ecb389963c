using System.Text.Json;
using Tollgate.ProviderSim.Answers;
using Tollgate.ProviderSim.Calls;

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

    /// <summary>The tool calls of an answer of one piece.</summary>
    public static void WriteToolCalls(Utf8JsonWriter json, Answer answer)
    {
        json.WriteNull("content"u8);
        json.WriteStartArray("tool_calls"u8);
        for (var call = 0; call < answer.Calls.Count; call++)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, answer.IdOf(call));
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, answer.Calls[call].Name);
            json.WriteString("arguments"u8, answer.ArgumentsOf(call));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>A piece of a tool call; the first one names it.</summary>
    public static void WriteToolDelta(Utf8JsonWriter json, Answer answer, int call, string arguments, bool opens)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, call);
        if (opens)
        {
            json.WriteString("id"u8, answer.IdOf(call));
            json.WriteString("type"u8, "function"u8);
        }
        json.WriteStartObject("function"u8);
        if (opens)
            json.WriteString("name"u8, answer.Calls[call].Name);
        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
