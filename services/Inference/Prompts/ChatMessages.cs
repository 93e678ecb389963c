using Microsoft.Extensions.AI;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Inference.Providers.Wire;

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
            contents.Add(WireContents.Call(call.Id, call.Name, call.Arguments));
        return contents;
    }

    private static DataContent Image(Image image)
    {
        var content = new DataContent(image.Data.Memory, image.MediaType);
        if (image.Detail.Length > 0)
            content.AdditionalProperties = new AdditionalPropertiesDictionary { ["detail"] = image.Detail };
        return content;
    }
}
