using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Images;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Bedrock;

/// <summary>Reads a request in Converse's shape. Which model, and whether to stream, is in its path.</summary>
internal static class ConverseReader
{
    public static ChatReading Read(IncomingCall incoming, JsonObject body, ModelCatalogue models)
    {
        var name = (string?)incoming.Http.Request.RouteValues["model"] ?? "";
        if (models.Find(name) is not { Kind: ModelKind.Chat } model)
            return ChatReading.Refused(incoming, CallError.NoModel(name), name);
        if (ReadMessages(body, model, out var messages) is { } error)
            return ChatReading.Refused(incoming, error, name);
        var inference = body.Object("inferenceConfig");
        var limit = inference.Number("maxTokens");
        if (limit < 1 || limit > model.MaxOutput)
            return ChatReading.Refused(incoming, CallError.Invalid("maxTokens", $"maxTokens must be 1 to {model.MaxOutput}"), name);

        var tools = body.Object("toolConfig").Items("tools").Select(tool => tool.Object("toolSpec")).Where(spec => spec is not null)
            .Select(spec => new ToolSpec(spec.Text("name") ?? "", spec.Text("description") ?? "", Blocks.ElementOf(spec.Object("inputSchema").Object("json")))).ToList();
        var choice = body.Object("toolConfig").Object("toolChoice");
        var forced = choice.Object("any") is not null ? tools.FirstOrDefault() : tools.Find(tool => tool.Name == choice.Object("tool").Text("name"));
        return new ChatReading(incoming, new ChatCall(
            model,
            new ChatPrompt(messages, tools, OutputFormat.Text),
            new AnswerLimits(limit ?? model.MaxOutput, limit is not null, Blocks.TextsOf(inference.Items("stopSequences")), forced, ParallelCalls: false),
            incoming.Http.Request.Path.Value?.EndsWith("converse-stream", StringComparison.Ordinal) is true,
            Cache: CacheOf(body)));
    }

    private static CallError? ReadMessages(JsonObject body, SimModel model, out List<PromptMessage> messages)
    {
        messages = [];
        if (Blocks.TextOf(body["system"]) is { Length: > 0 } system)
            messages.Add(new PromptMessage("system", system, null, [], []));
        string? before = null;
        foreach (var message in body.Items("messages"))
        {
            var role = message.Text("role");
            if (role is not ("user" or "assistant") || role == before || (before is null && role is not "user"))
                return CallError.Invalid("messages", "A conversation must start with a user message and alternate between roles.");
            before = role;
            if (ReadContent(message!, role, model, messages) is { } error)
                return error;
        }
        return before is null ? CallError.Invalid("messages", "A conversation must have a message.") : null;
    }

    private static CallError? ReadContent(JsonNode message, string role, SimModel model, List<PromptMessage> messages)
    {
        var (images, calls) = (new List<Picture>(), new List<ToolCall>());
        foreach (var block in message.Items("content"))
        {
            if (block.Object("image") is { } image)
            {
                if (model.Image is null || DataUrl.Read($"data:image/{image.Text("format")};base64,{image.Object("source").Text("bytes")}", null) is not { } picture)
                    return CallError.Invalid("messages", "The image cannot be read.");
                images.Add(picture);
            }
            else if (block.Object("toolUse") is { } call)
            {
                calls.Add(new ToolCall(call.Text("name") ?? "", call.Object("input")?.ToJsonString() ?? "{}"));
            }
            else if (block.Object("toolResult") is { } result)
            {
                messages.Add(new PromptMessage("tool", Blocks.TextOf(result["content"]), null, [], []));
            }
        }

        var text = Blocks.TextOf(message["content"]);
        if (text.Length > 0 || images.Count > 0 || calls.Count > 0)
            messages.Add(new PromptMessage(role, text, null, images, calls));
        return null;
    }

    private static CacheMark CacheOf(JsonObject body)
    {
        foreach (var block in body.Items("system").Concat(body.Object("toolConfig").Items("tools")))
        {
            if (block.Object("cachePoint") is { } mark)
                return mark.Text("ttl") is "1h" ? CacheMark.OneHour : CacheMark.FiveMinutes;
        }
        return CacheMark.None;
    }
}
