using Microsoft.Extensions.AI;
using Tollgate.Contracts.Inference.V1;

namespace Tollgate.Inference.Prompts;

/// <summary>A prompt as the model client takes it.</summary>
internal static class ChatMessages
{
    /// <summary>
    /// The role on the wire. Results of tools travel as user text: the contract carries no call ids, without which a provider refuses
    /// a tool message.
    /// </summary>
    public static string WireRole(PromptMessage message) => message.Role is "tool" ? "user" : message.Role;

    /// <summary>The name on the wire; null for none.</summary>
    public static string? WireName(PromptMessage message) =>
        message.Name.Length > 0 ? message.Name : message.Role is "tool" ? "tool" : null;

    public static IReadOnlyList<ChatMessage> From(Prompt prompt)
    {
        var messages = new List<ChatMessage>(prompt.Messages.Count);
        foreach (var message in prompt.Messages)
            messages.Add(new ChatMessage(new ChatRole(WireRole(message)), Contents(message)) { AuthorName = WireName(message) });
        return messages;
    }

    private static List<AIContent> Contents(PromptMessage message)
    {
        // Neighbouring texts are one text, as they were counted; between two parts a provider may add something of its own.
        var contents = new List<AIContent>(message.Parts.Count);
        foreach (var part in message.Parts)
        {
            if (part.PartCase is ContentPart.PartOneofCase.Image)
                contents.Add(Image(part.Image));
            else if (contents is [.., TextContent before])
                before.Text += part.Text;
            else
                contents.Add(new TextContent(part.Text));
        }

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
