using System.Text.Json.Nodes;
using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Images;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.Gemini;

/// <summary>Reads a request in Google's shape. Which model, and whether to stream, is in its path.</summary>
internal static class GeminiReader
{
    public static ChatReading Read(IncomingCall incoming, JsonObject body, ModelCatalogue models)
    {
        var (name, method) = PathOf(incoming.Http);
        if (models.Find(name) is not { Kind: ModelKind.Chat } model)
            return ChatReading.Refused(incoming, CallError.NoModel(name), name);
        if (method is not ("generateContent" or "streamGenerateContent"))
            return ChatReading.Refused(incoming, CallError.Invalid(null, $"models/{name} does not support '{method}'"), name);
        if (ReadMessages(body, model, out var messages) is { } error)
            return ChatReading.Refused(incoming, error, name);

        var generation = body.Object("generationConfig");
        var limit = generation.Number("maxOutputTokens");
        if (limit < 1)
            return ChatReading.Refused(incoming, CallError.Invalid("maxOutputTokens", "max_output_tokens must be positive"), name);
        var tools = body.Items("tools").SelectMany(tool => tool.Items("functionDeclarations"))
            .Select(tool => new ToolSpec(tool.Text("name") ?? "", tool.Text("description") ?? "", Blocks.ElementOf(tool.Object("parametersJsonSchema")))).ToList();
        var calling = body.Object("toolConfig").Object("functionCallingConfig");
        var allowed = Blocks.TextsOf(calling.Items("allowedFunctionNames"));
        var forced = calling.Text("mode") is "ANY" ? tools.Find(tool => allowed.Count == 0 || allowed.Contains(tool.Name)) : null;
        var output = generation.Object("responseJsonSchema") is { } schema ? Blocks.OutputOf(schema)
            : generation.Text("responseMimeType") is "application/json" ? OutputFormat.Json : OutputFormat.Text;

        // It thinks unless it is told not to.
        var thinks = generation.Object("thinkingConfig").Number("thinkingBudget") is not 0;
        return new ChatReading(incoming, new ChatCall(
            model with { Reasoning = thinks },
            new ChatPrompt(messages, tools, output),
            new AnswerLimits(Math.Min(limit ?? model.MaxOutput, model.MaxOutput), limit is not null, Blocks.TextsOf(generation.Items("stopSequences")), forced, ParallelCalls: false),
            method == "streamGenerateContent"));
    }

    /// <summary>The model and the method of <c>models/{model}:{method}</c>.</summary>
    public static (string Model, string Method) PathOf(HttpContext http)
    {
        var call = (string?)http.Request.RouteValues["call"] ?? "";
        var colon = call.LastIndexOf(':');
        return colon < 0 ? (call, "") : (call[..colon], call[(colon + 1)..]);
    }

    private static CallError? ReadMessages(JsonObject body, SimModel model, out List<PromptMessage> messages)
    {
        messages = [];
        if (Blocks.TextOf(body.Object("systemInstruction")?["parts"]) is { Length: > 0 } system)
            messages.Add(new PromptMessage("system", system, null, [], []));
        if (body.Items("contents").Count == 0)
            return CallError.Invalid("contents", "* GenerateContentRequest.contents: contents is not specified");
        foreach (var content in body.Items("contents"))
        {
            if (content.Text("role") is not (null or "user" or "model") || content.Items("parts").Count == 0)
                return CallError.Invalid("contents", "Please use a valid role: user, model, with at least one part.");
            var (images, calls) = (new List<Picture>(), new List<ToolCall>());
            foreach (var part in content.Items("parts"))
            {
                if (part.Object("inlineData") is { } data)
                {
                    if (model.Image is null || DataUrl.Read($"data:{data.Text("mimeType")};base64,{data.Text("data")}", null) is not { } picture)
                        return CallError.Invalid("contents", "Unable to process input image.");
                    images.Add(picture);
                }
                else if (part.Object("functionCall") is { } call)
                {
                    calls.Add(new ToolCall(call.Text("name") ?? "", call.Object("args")?.ToJsonString() ?? "{}"));
                }
                else if (part.Object("functionResponse") is { } response)
                {
                    messages.Add(new PromptMessage("tool", response.Object("response")?.ToJsonString() ?? "", null, [], []));
                }
            }

            var text = Blocks.TextOf(content?["parts"]);
            if (text.Length > 0 || images.Count > 0 || calls.Count > 0)
                messages.Add(new PromptMessage(content.Text("role") is "model" ? "assistant" : "user", text, null, images, calls));
        }
        return null;
    }
}
