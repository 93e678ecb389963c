using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.OpenAI;

namespace Tollgate.ProviderSim.Cohere;

/// <summary>Reads Cohere's chat, which is OpenAI's but for some names.</summary>
internal static class CohereReader
{
    /// <summary>The same request in OpenAI's words; null for one that cannot be read.</summary>
    public static ChatRequest? ToOpenAI(JsonObject body)
    {
        Rename(body, "p", "top_p");
        Rename(body, "stop_sequences", "stop");
        if (body.Text("tool_choice") is { } choice)
            body["tool_choice"] = choice.ToLowerInvariant();
        if (body.Object("response_format") is { } format)
        {
            body.Remove("response_format");
            if (format.Object("json_schema") is { } schema)
            {
                body["response_format"] = new JsonObject
                {
                    ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = "answer", ["schema"] = schema.DeepClone() },
                };
            }
        }

        try
        {
            return body.Deserialize(OpenAIJson.Default.ChatRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Rename(JsonObject body, string from, string to)
    {
        if (body[from] is { } value)
            body[to] = value.DeepClone();
    }
}
