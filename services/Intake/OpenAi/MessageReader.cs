using System.Text.Json;
using Tollgate.Contracts.Intake.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary>Reads OpenAI's messages: a text, or parts of text and images; calls of tools and their results.</summary>
internal static class MessageReader
{
    public static void Read(JsonFields fields, CompleteRequest request, Validation validation)
    {
        if (!fields.Is(fields.Find("messages") is { ValueKind: JsonValueKind.Array }, "messages", "is required and must be an array"))
            return;
        var i = 0;
        foreach (var message in fields.Find("messages")!.Value.EnumerateArray())
        {
            var path = $"messages[{i++}]";
            if (validation.Require(message.ValueKind == JsonValueKind.Object, path, "must be an object"))
                request.Messages.Add(ReadMessage(new JsonFields(message, $"{path}.", validation), validation));
        }
    }

    private static Message ReadMessage(JsonFields fields, Validation validation)
    {
        var role = fields.Text("role");
        var message = new Message { Role = role == "developer" ? "system" : role, Name = fields.Text("name") };
        // "annotations" and "refusal" come back from clients that send our own answers again, and say nothing to a model.
        fields.RefuseAllBut(["role", "content", "name", "annotations", "refusal", "tool_calls", "tool_call_id"]);
        ReadCalls(fields, message);
        message.ToolCallId = fields.Text("tool_call_id");
        fields.Is(role != "tool" || message.ToolCallId.Length > 0, "tool_call_id", "is required in messages of tools");
        if (fields.Find("content") is not { ValueKind: JsonValueKind.Array } parts)
        {
            message.Content = fields.Text("content");
            return message;
        }

        foreach (var part in fields.Objects("content"))
        {
            if (ReadPart(part) is { } read)
                message.Parts.Add(read);
        }

        return message;
    }

    private static void ReadCalls(JsonFields fields, Message message)
    {
        foreach (var call in fields.Objects("tool_calls"))
        {
            // "index" comes back from clients that put a stream's calls together.
            call.RefuseAllBut(["id", "type", "function", "index"]);
            call.Is(call.IsText("type", "function"), "type", "must be \"function\"");
            var function = call.Object("function");
            call.Is(function is not null, "function", "is required");
            function?.RefuseAllBut(["name", "arguments"]);
            message.ToolCalls.Add(new ToolCall
            {
                Id = call.Text("id"),
                Name = function?.Text("name") ?? "",
                Arguments = function?.Text("arguments") ?? "",
            });
        }
    }

    private static ContentPart? ReadPart(JsonFields fields)
    {
        switch (fields.Text("type"))
        {
            case "text":
                return new ContentPart { Text = fields.Text("text") };
            case "image_url":
                return fields.Object("image_url") is { } image
                    ? ImageUrls.Read(image, "url", image.Text("detail"))
                    : Missing(fields);
            default:
                fields.Is(false, "type", "must be \"text\" or \"image_url\"");
                return null;
        }
    }

    private static ContentPart? Missing(JsonFields fields)
    {
        fields.Is(false, "image_url", "is required and must be an object");
        return null;
    }
}
