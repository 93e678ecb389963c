using System.Text;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.Completions;

/// <summary>Everything that can be wrong with a request by itself, said at once. Content is never repeated.</summary>
internal static class RequestValidator
{
    public const int MaxPromptBytes = 4 * 1024 * 1024;
    private const int MaxMessages = 2048;

    /// <param name="request">The request; null when the caller sent none.</param>
    /// <param name="prefix">What stands before its fields, such as <c>request.</c>.</param>
    public static void Validate(CompleteRequest? request, string prefix)
    {
        var validation = new Validation();
        if (!validation.Require(request is not null, prefix.TrimEnd('.'), "is required"))
            validation.ThrowIfInvalid();

        RefuseTooLong(request!, prefix);
        ValidateLabels(request!, prefix, validation);
        ParameterRules.Check(request!, prefix, validation);
        ToolRules.Check(request!, prefix, validation);
        ValidateMessages(request!, prefix, validation);
        validation.ThrowIfInvalid();
    }

    // By itself and first: looking through ten megabytes for other mistakes is work we need not do.
    private static void RefuseTooLong(CompleteRequest request, string prefix)
    {
        var bytes = 0L;
        foreach (var message in request.Messages)
        {
            bytes += Encoding.UTF8.GetByteCount(message.Content);
            foreach (var part in message.Parts)
                bytes += part.PartCase == ContentPart.PartOneofCase.Text ? Encoding.UTF8.GetByteCount(part.Text) : 0;
            foreach (var call in message.ToolCalls)
                bytes += Encoding.UTF8.GetByteCount(call.Arguments);
        }

        foreach (var tool in request.Tools)
            bytes += Encoding.UTF8.GetByteCount(tool.Parameters) + Encoding.UTF8.GetByteCount(tool.Description);
        foreach (var value in request.Variables.Values)
            bytes += Encoding.UTF8.GetByteCount(value);
        if (bytes > MaxPromptBytes)
        {
            throw TollgateException.InvalidArgument(
                Reasons.PromptTooLong,
                $"The prompt has {bytes} bytes of text; at most {MaxPromptBytes} are accepted.",
                new FieldViolation($"{prefix}messages", $"must have at most {MaxPromptBytes} bytes of text together"));
        }
    }

    private static void ValidateLabels(CompleteRequest request, string prefix, Validation validation)
    {
        validation.Require(request.Assistant.Length == 0 || Names.IsId(request.Assistant), $"{prefix}assistant", Names.Rule);
        validation.Require(Names.IsLabel(request.Model, 128), $"{prefix}model", "must be at most 128 printable characters");
        validation.Require(Names.IsLabel(request.User, 128), $"{prefix}user", "must be at most 128 printable characters");
        validation.Require(
            Names.IsLabel(request.IdempotencyKey, 128), $"{prefix}idempotency_key", "must be at most 128 printable characters");
        validation.Require(request.Metadata.Count <= 16, $"{prefix}metadata", "must have at most 16 entries");
        foreach (var (key, value) in request.Metadata)
        {
            validation.Require(
                key.Length > 0 && Names.IsLabel(key, 64) && Names.IsLabel(value, 512),
                $"{prefix}metadata", "keys must have 1 to 64 and values at most 512 printable characters");
        }

        if (request.Knowledge is { } knowledge)
        {
            validation.Require(
                knowledge.KnowledgeBase.Length == 0 || Names.IsId(knowledge.KnowledgeBase), $"{prefix}knowledge.knowledge_base", Names.Rule);
            validation.Require(
                knowledge.TokenBudget is >= 0 and <= 100_000, $"{prefix}knowledge.token_budget", "must be between 0 and 100,000");
        }
    }

    private static void ValidateMessages(CompleteRequest request, string prefix, Validation validation)
    {
        var count = request.Messages.Count;
        if (!validation.Require(count > 0, $"{prefix}messages", "must have at least one message")
            || !validation.Require(count <= MaxMessages, $"{prefix}messages", $"must have at most {MaxMessages} messages"))
            return;

        for (var i = 0; i < count; i++)
            MessageRules.Check(request.Messages[i], $"{prefix}messages[{i}]", validation);
        validation.Require(
            request.Messages[count - 1].Role is not ("assistant" or "system"),
            $"{prefix}messages[{count - 1}].role", "the last message must be from the user or a tool");
    }
}
