using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Images;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Anthropic;

/// <summary>Reads a request in Anthropic's shape.</summary>
internal static class MessagesReader
{
    public static ChatReading Read(IncomingCall incoming, JsonObject body, ModelCatalogue models)
    {
        var name = body.Text("model") ?? "";
        if (models.Find(name) is not { Kind: ModelKind.Chat } model)
            return ChatReading.Refused(incoming, CallError.NoModel(name), name);
        if (body.Number("max_tokens") is not { } limit || limit < 1 || limit > model.MaxOutput)
            return ChatReading.Refused(incoming, CallError.Invalid("max_tokens", $"max_tokens: must be 1 to {model.MaxOutput}"), name);
        if (body["temperature"] is not null && body["top_p"] is not null)
            return ChatReading.Refused(incoming, CallError.Invalid("top_p", "temperature and top_p cannot both be specified for this model"), name);
        if (ReadMessages(body, model, out var messages) is { } error)
            return ChatReading.Refused(incoming, error, name);

        var tools = body.Items("tools").Select(tool => new ToolSpec(tool.Text("name") ?? "", tool.Text("description") ?? "", Blocks.ElementOf(tool.Object("input_schema")))).ToList();
        var forced = body.Object("tool_choice").Text("type") switch
        {
            "any" => tools.FirstOrDefault(),
            "tool" => tools.Find(tool => tool.Name == body.Object("tool_choice").Text("name")),
            _ => null,
        };
        var output = Blocks.OutputOf(body.Object("output_config").Object("format").Object("schema"));
        return new ChatReading(incoming, new ChatCall(
            model with { Reasoning = body.Object("thinking").Text("type") is "enabled" },
            new ChatPrompt(messages, tools, output),
            new AnswerLimits(limit, true, Blocks.TextsOf(body.Items("stop_sequences")), forced, ParallelCalls: false), body.Flag("stream") is true, Cache: CacheOf(body)));
    }

    private static CallError? ReadMessages(JsonObject body, SimModel model, out List<PromptMessage> messages)
    {
        messages = [];
        if (Blocks.TextOf(body["system"]) is { Length: > 0 } system)
            messages.Add(new PromptMessage("system", system, null, [], []));
        var turns = body.Items("messages");
        if (turns.Count == 0 || turns[0].Text("role") is not "user")
            return CallError.Invalid("messages", "messages: first message must use the \"user\" role");
        foreach (var turn in turns)
        {
            if (turn.Text("role") is not ("user" or "assistant") || turn?["content"] is null or JsonArray { Count: 0 })
                return CallError.Invalid("messages", "messages: each needs a role and content");
            if (ReadTurn(turn, model, messages) is { } error)
                return error;
        }
        return null;
    }

    private static CallError? ReadTurn(JsonNode turn, SimModel model, List<PromptMessage> messages)
    {
        var (images, calls) = (new List<Picture>(), new List<ToolCall>());
        foreach (var block in turn.Items("content"))
        {
            switch (block.Text("type"))
            {
                case "text" when block.Text("text") is { Length: > 0 }:
                case "thinking":
                    break;
                case "image" when model.Image is not null && DataUrl.Read(
                    $"data:{block.Object("source").Text("media_type")};base64,{block.Object("source").Text("data")}", null) is { } picture:
                    images.Add(picture);
                    break;
                case "tool_use":
                    calls.Add(new ToolCall(block.Text("name") ?? "", block.Object("input")?.ToJsonString() ?? "{}"));
                    break;
                case "tool_result" when block.Text("tool_use_id") is { Length: > 0 }:
                    messages.Add(new PromptMessage("tool", Blocks.TextOf(block!["content"]), null, [], []));
                    break;
                default:
                    return CallError.Invalid("messages", $"messages: a content block of type '{block.Text("type")}' cannot be read");
            }
        }

        var text = Blocks.TextOf(turn["content"]);
        if (text.Length > 0 || images.Count > 0 || calls.Count > 0)
            messages.Add(new PromptMessage(turn.Text("role")!, text, null, images, calls));
        return null;
    }

    private static CacheMark CacheOf(JsonObject body)
    {
        foreach (var block in body.Items("tools").Concat(body.Items("system")))
        {
            if (block.Object("cache_control") is { } mark)
                return mark.Text("ttl") is "1h" ? CacheMark.OneHour : CacheMark.FiveMinutes;
        }
        return CacheMark.None;
    }
}
