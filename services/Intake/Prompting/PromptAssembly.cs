using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Retrieval.V1;
using ContentPart = Tollgate.Contracts.Inference.V1.ContentPart;

namespace Tollgate.Intake.Prompting;

/// <summary>
/// Puts a prompt together: the assistant's prompt, the conversation, and the passages right before what is asked. What stays the same
/// between requests comes first, so that a provider's prompt cache can hold it.
/// </summary>
internal static class PromptAssembly
{
    public static Prompt Assemble(
        CompleteRequest request, string systemPrompt, double? temperature, IReadOnlyList<Passage> passages)
    {
        var prompt = new Prompt { Stop = { request.Stop } };
        if (temperature is { } value)
            prompt.Temperature = value;
        if (request.HasTopP)
            prompt.TopP = request.TopP;
        if (request.ResponseFormat is { } format)
            prompt.ResponseFormat = Convert(format);
        if (request.HasSeed)
            prompt.Seed = request.Seed;
        AddTools(prompt, request);

        if (systemPrompt.Length > 0)
            prompt.Messages.Add(Text("system", PromptOrigin.System, systemPrompt));
        var lastUser = LastUserMessage(request.Messages);
        // Nothing may come between a call and its result, so then they stay where they were when the question was asked.
        var asked = request.Messages is [.., { Role: "tool" }] ? Math.Max(lastUser, 0) : request.Messages.Count - 1;
        for (var i = 0; i < request.Messages.Count; i++)
        {
            if (i == asked && passages.Count > 0)
                prompt.Messages.Add(Text("system", PromptOrigin.Retrieved, PassageText.Format(passages)));
            prompt.Messages.Add(Convert(request.Messages[i], i == lastUser));
        }

        return prompt;
    }

    /// <summary>Index of the last message from the user, or -1.</summary>
    public static int LastUserMessage(IReadOnlyList<Message> messages)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Role == "user")
                return i;
        }

        return -1;
    }

    /// <summary>The text of a message, its text parts joined.</summary>
    public static string TextOf(Message message) => message.Parts.Count == 0
        ? message.Content
        : string.Join('\n', message.Parts.Where(part => part.PartCase == Contracts.Intake.V1.ContentPart.PartOneofCase.Text).Select(part => part.Text));

    private static Contracts.Inference.V1.ResponseFormat Convert(Contracts.Intake.V1.ResponseFormat format)
    {
        var converted = new Contracts.Inference.V1.ResponseFormat
        {
            Type = format.Type,
            Name = format.Name,
            JsonSchema = format.JsonSchema,
            Description = format.Description,
        };
        if (format.HasStrict)
            converted.Strict = format.Strict;
        return converted;
    }

    private static void AddTools(Prompt prompt, CompleteRequest request)
    {
        foreach (var tool in request.Tools)
        {
            var converted = new Contracts.Inference.V1.Tool { Name = tool.Name, Description = tool.Description, Parameters = tool.Parameters };
            if (tool.HasStrict)
                converted.Strict = tool.Strict;
            prompt.Tools.Add(converted);
        }

        if (request.ToolChoice is { } choice)
            prompt.ToolChoice = new Contracts.Inference.V1.ToolChoice { Mode = choice.Mode, Name = choice.Name };
        if (request.HasParallelToolCalls && request.Tools.Count > 0)
            prompt.ParallelToolCalls = request.ParallelToolCalls;
    }

    private static PromptMessage Convert(Message message, bool isLastUser)
    {
        var converted = new PromptMessage
        {
            Role = message.Role,
            Name = message.Name,
            Origin = OriginOf(message.Role, isLastUser),
            ToolCallId = message.ToolCallId,
            ToolCalls =
            {
                message.ToolCalls.Select(call => new Contracts.Inference.V1.ToolCall { Id = call.Id, Name = call.Name, Arguments = call.Arguments }),
            },
        };
        if (message.Parts.Count == 0 && message.Content.Length > 0)
            converted.Parts.Add(new ContentPart { Text = message.Content });
        foreach (var part in message.Parts)
        {
            converted.Parts.Add(part.Image is { } image
                ? new ContentPart { Image = new Image { MediaType = image.MediaType, Data = image.Data, Detail = image.Detail } }
                : new ContentPart { Text = part.Text });
        }

        return converted;
    }

    private static PromptOrigin OriginOf(string role, bool isLastUser) => role switch
    {
        "system" => PromptOrigin.System,
        "tool" => PromptOrigin.ToolResult,
        "user" when isLastUser => PromptOrigin.User,
        _ => PromptOrigin.History,
    };

    private static PromptMessage Text(string role, PromptOrigin origin, string text) =>
        new() { Role = role, Origin = origin, Parts = { new ContentPart { Text = text } } };
}
