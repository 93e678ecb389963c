using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Completions;

/// <summary>What a message must be.</summary>
internal static class MessageRules
{
    public static void Check(Message message, string field, Validation validation)
    {
        validation.Require(
            message.Role is "system" or "user" or "assistant" or "tool",
            $"{field}.role", "must be \"system\", \"user\", \"assistant\" or \"tool\"");
        validation.Require(Names.IsLabel(message.Name, 64), $"{field}.name", "must be at most 64 printable characters");

        if (message.Parts.Count == 0)
        {
            var mayBeEmpty = message is { Role: "assistant", ToolCalls.Count: > 0 } or { Role: "tool", ToolCallId.Length: > 0 };
            validation.Require(mayBeEmpty || !string.IsNullOrWhiteSpace(message.Content), $"{field}.content", "must not be empty");
            return;
        }

        validation.Require(message.Content.Length == 0, $"{field}.content", "must not be set together with parts");
        for (var i = 0; i < message.Parts.Count; i++)
            CheckPart(message, message.Parts[i], $"{field}.parts[{i}]", validation);
    }

    private static void CheckPart(Message message, ContentPart part, string field, Validation validation)
    {
        switch (part.PartCase)
        {
            case ContentPart.PartOneofCase.Text:
                validation.Require(!string.IsNullOrWhiteSpace(part.Text), $"{field}.text", "must not be empty");
                break;
            case ContentPart.PartOneofCase.Image:
                validation.Require(message.Role == "user", $"{field}.image", "images can be in messages of the user only");
                ImageRules.Check(part.Image, $"{field}.image", validation);
                break;
            default:
                validation.Require(false, field, "must be a text or an image");
                break;
        }
    }
}
