using Tollgate.ProviderSim.Calls;
using Tollgate.ProviderSim.Chat;
using Tollgate.ProviderSim.Images;
using Tollgate.ProviderSim.Models;

namespace Tollgate.ProviderSim.OpenAI;

/// <summary>Reads the messages of a chat request.</summary>
internal static class MessageReader
{
    public static bool MentionsJson(ChatMessage message) =>
        Has(message.Content?.Text) || message.Content?.Parts?.Exists(part => Has(part?.Text)) is true;

    public static CallError? Read(List<ChatMessage>? stated, SimModel model, out IReadOnlyList<PromptMessage> messages)
    {
        messages = [];
        if (stated is null)
            return CallError.Missing("messages");
        if (stated.Count == 0)
            return CallError.Invalid("messages", "Invalid 'messages': empty array. Expected an array with minimum length 1.", "empty_array");

        var read = new List<PromptMessage>(stated.Count);
        for (var i = 0; i < stated.Count; i++)
        {
            if (ReadOne(stated[i], $"messages[{i}]", model, read) is { } error)
                return error;
        }
        messages = read;
        return null;
    }

    private static CallError? ReadOne(ChatMessage? message, string path, SimModel model, List<PromptMessage> read)
    {
        if (message?.Role is not ("system" or "developer" or "user" or "assistant" or "tool" or "function"))
            return CallError.Invalid($"{path}.role", $"Invalid value: '{message?.Role}'. Supported values are: 'system', 'developer', 'user', 'assistant', 'tool' and 'function'.", "invalid_value");
        if (message is { Role: "tool", ToolCallId: null or "" })
            return CallError.Missing($"{path}.tool_call_id");
        if (message.Content is null && message is not { Role: "assistant", ToolCalls.Count: > 0 })
            return CallError.Invalid($"{path}.content", "Invalid value for 'content': expected a string, got null.", "invalid_type");

        var images = new List<Picture>();
        if (ReadParts(message, path, model, images, out var text) is { } error)
            return error;

        var calls = message.ToolCalls?
            .Select(call => new ToolCall(call?.Function?.Name ?? "", call?.Function?.Arguments ?? ""))
            .ToList();
        read.Add(new PromptMessage(message.Role, text, message.Name, images, calls ?? []));
        return null;
    }

    private static CallError? ReadParts(ChatMessage message, string path, SimModel model, List<Picture> images, out string text)
    {
        text = message.Content?.Text ?? "";
        if (message.Content?.Parts is not { } parts)
            return null;

        var texts = new List<string>(parts.Count);
        for (var i = 0; i < parts.Count; i++)
        {
            switch (parts[i])
            {
                case { Type: "text", Text: { } part }:
                    texts.Add(part);
                    break;
                case { Type: "refusal", Refusal: { } refusal }:
                    texts.Add(refusal);
                    break;
                case { Type: "image_url", ImageUrl.Url: { } url } when message.Role == "user":
                    if (ReadImage(url, parts[i].ImageUrl!.Detail, $"{path}.content[{i}].image_url", model, images) is { } error)
                        return error;
                    break;
                default:
                    return CallError.Invalid($"{path}.content[{i}]", "Invalid content part: expected 'text' or, from a user, 'image_url', with its value.", "invalid_value");
            }
        }
        text = string.Join('\n', texts);
        return null;
    }

    private static CallError? ReadImage(string url, string? detail, string path, SimModel model, List<Picture> images)
    {
        if (model.Image is null)
            return CallError.Invalid(path, $"Invalid content type. image_url is not supported by {model.Id}.");
        if (detail is not (null or "auto" or "low" or "high"))
            return CallError.Invalid($"{path}.detail", "Supported values are: 'auto', 'low' and 'high'.", "invalid_value");
        if (DataUrl.Read(url, detail) is not { } picture)
            return CallError.Invalid($"{path}.url", "You uploaded an unsupported image. The simulated provider reads PNG and JPEG as base64 data URLs.", "invalid_image_format");

        images.Add(picture);
        return null;
    }

    private static bool Has(string? text) => text?.Contains("json", StringComparison.OrdinalIgnoreCase) is true;
}
