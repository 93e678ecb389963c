using System.Text.Json;
using Microsoft.Extensions.AI;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Mapping;

namespace Tollgate.Inference.Prompts;

/// <summary>A prompt as the model client takes it.</summary>
internal static class ChatMessages
{
    public static IReadOnlyList<ChatMessage> From(Prompt prompt)
    {
        var messages = new List<ChatMessage>(prompt.Messages.Count);
        foreach (var message in prompt.Messages)
            messages.Add(new ChatMessage(new ChatRole(message.WireRole()), Contents(message)) { AuthorName = message.WireName() });
        return messages;
    }

    private static List<AIContent> Contents(PromptMessage message)
    {
        if (message is { Role: "tool", ToolCallId.Length: > 0 })
            return [new FunctionResultContent(message.ToolCallId, string.Concat(message.Parts.Select(part => part.Text)))];

        // Neighbouring texts are one text, as they were counted; between two parts a provider may add something of its own.
        var contents = new List<AIContent>(message.Parts.Count + message.ToolCalls.Count);
        foreach (var part in message.Parts)
        {
            if (part.PartCase is ContentPart.PartOneofCase.Image)
                contents.Add(Image(part.Image));
            else if (contents is [.., TextContent before])
                before.Text += part.Text;
            else
                contents.Add(new TextContent(part.Text));
        }

        foreach (var call in message.ToolCalls)
            contents.Add(Call(call));
        return contents;
    }

    /// <summary>
    /// A call with its arguments read, for those who send objects, and as the model wrote them in <see cref="AIContent.RawRepresentation"/>. What
    /// is no object has <see cref="FunctionCallContent.Exception"/> set.
    /// </summary>
    private static FunctionCallContent Call(ToolCall call)
    {
        var content = FunctionCallContent.CreateFromParsedArguments(
            call.Arguments, call.Id, call.Name,
            static text => text.Length == 0 ? new Dictionary<string, object?>() : JsonSerializer.Deserialize<Dictionary<string, object?>>(text));
        content.RawRepresentation = call.Arguments;
        return content;
    }

    private static DataContent Image(Image image)
    {
        var content = new DataContent(image.Data.Memory, image.MediaType);
        if (image.Detail.Length > 0)
            content.AdditionalProperties = new AdditionalPropertiesDictionary { ["detail"] = image.Detail };
        return content;
    }
}
