using System.Text.Json;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.OpenAi.Responses;

/// <summary>Reads the input of a response: a text, or a conversation as a list of items. Calls that follow each other are one message here.</summary>
internal static class InputReader
{
    public static void Read(JsonFields fields, CompleteRequest request)
    {
        if (!fields.Is(fields.Find("input") is not null, "input", "is required"))
            return;
        if (fields.Find("input") is { ValueKind: JsonValueKind.String } text)
        {
            request.Messages.Add(new Message { Role = "user", Content = text.GetString() });
            return;
        }

        foreach (var item in fields.Objects("input"))
            ReadItem(item, request);
    }

    private static void ReadItem(JsonFields item, CompleteRequest request)
    {
        switch (item.Text("type"))
        {
            case "" or "message":
                request.Messages.Add(ReadMessage(item));
                break;
            case "function_call":
                item.RefuseAllBut(["type", "id", "status", "call_id", "name", "arguments"]);
                if (request.Messages is not [.., { Role: "assistant" }])
                    request.Messages.Add(new Message { Role = "assistant" });
                request.Messages[^1].ToolCalls.Add(new ToolCall { Id = item.Text("call_id"), Name = item.Text("name"), Arguments = item.Text("arguments") });
                break;
            case "function_call_output":
                item.RefuseAllBut(["type", "id", "status", "call_id", "output"]);
                item.Is(item.Text("call_id").Length > 0, "call_id", "is required");
                var result = new Message { Role = "tool", ToolCallId = item.Text("call_id") };
                ReadContent(item, "output", result);
                request.Messages.Add(result);
                break;
            default:
                item.Is(false, "type", "must be \"message\", \"function_call\" or \"function_call_output\"");
                break;
        }
    }

    private static Message ReadMessage(JsonFields item)
    {
        // "id", "status" and "phase" come back from clients that send our own answers again.
        item.RefuseAllBut(["type", "role", "content", "id", "status", "phase"]);
        var role = item.Text("role");
        var message = new Message { Role = role == "developer" ? "system" : role };
        ReadContent(item, "content", message);
        return message;
    }

    private static void ReadContent(JsonFields item, string name, Message message)
    {
        if (item.Find(name) is not { ValueKind: JsonValueKind.Array })
        {
            message.Content = item.Text(name);
            return;
        }

        foreach (var part in item.Objects(name))
        {
            switch (part.Text("type"))
            {
                case "input_text" or "output_text":
                    part.RefuseAllBut(["type", "text", "annotations", "logprobs"]);
                    message.Parts.Add(new ContentPart { Text = part.Text("text") });
                    break;
                case "input_image":
                    part.RefuseAllBut(["type", "image_url", "detail"]);
                    if (ImageUrls.Read(part, "image_url", part.Text("detail")) is { } image)
                        message.Parts.Add(image);
                    break;
                default:
                    part.Is(false, "type", "must be \"input_text\", \"output_text\" or \"input_image\"");
                    break;
            }
        }
    }
}
