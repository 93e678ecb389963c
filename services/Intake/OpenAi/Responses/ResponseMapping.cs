using System.Text.Json;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Intake.Completions;

namespace Tollgate.Intake.OpenAi.Responses;

/// <summary>Our answers as OpenAI's responses.</summary>
internal static class ResponseMapping
{
    private const string Completed = "completed";
    private const string InProgress = "in_progress";

    private static readonly JsonElement Auto = JsonSerializer.SerializeToElement("auto", OpenAiJson.Default.String);
    private static readonly JsonElement None = JsonSerializer.Deserialize("[]", OpenAiJson.Default.JsonElement);
    private static readonly JsonElement Empty = JsonSerializer.Deserialize("{}", OpenAiJson.Default.JsonElement);
    private static readonly JsonElement PlainText = JsonSerializer.Deserialize("""{"type":"text"}""", OpenAiJson.Default.JsonElement);

    /// <summary>A response that is being made.</summary>
    public static ResponseObject Begun(ResponseAsked asked, AnswerStart start, DateTimeOffset now) =>
        Frame(asked, start.OperationId, start.Model.Length > 0 ? start.Model : asked.Request.Model, now.ToUnixTimeSeconds(), InProgress, []);

    public static ResponseObject ToResponse(this CompleteResponse answer, ResponseAsked asked)
    {
        var usage = answer.Receipt.Usage.ToUsage();
        var incomplete = answer.FinishReason switch
        {
            "length" => "max_output_tokens",
            "content_filter" => "content_filter",
            _ => null,
        };
        return Frame(asked, answer.Id, answer.Model, answer.CreateTime.Seconds, incomplete is null ? Completed : "incomplete", [.. Items(answer)]) with
        {
            IncompleteDetails = incomplete is null ? null : new ResponseIncomplete(incomplete),
            Usage = new ResponseUsage(
                usage.InputTotal, new(usage.CachedInput + usage.CachedAudioInput), usage.OutputTotal, new(usage.Reasoning), usage.TokenTotal),
            Tollgate = answer.ToReceipt(),
        };
    }

    /// <summary>The message of an answer; with its text when that is known.</summary>
    public static ResponseItem Message(string operationId, string? text) => new()
    {
        Id = $"msg_{operationId}",
        Type = "message",
        Status = text is null ? InProgress : Completed,
        Role = "assistant",
        Content = text is null ? [] : [new ResponsePart(text)],
    };

    /// <summary>A call of an answer; with its arguments when they are known.</summary>
    public static ResponseItem Call(string operationId, int index, string callId, string name, string? arguments) => new()
    {
        Id = $"fc_{operationId}_{index}",
        Type = "function_call",
        Status = arguments is null ? InProgress : Completed,
        CallId = callId,
        Name = name,
        Arguments = arguments ?? "",
    };

    private static IEnumerable<ResponseItem> Items(CompleteResponse answer)
    {
        if (answer.Content.Length > 0 || answer.ToolCalls.Count == 0)
            yield return Message(answer.Id, answer.Content);
        for (var i = 0; i < answer.ToolCalls.Count; i++)
            yield return Call(answer.Id, i, answer.ToolCalls[i].Id, answer.ToolCalls[i].Name, answer.ToolCalls[i].Arguments);
    }

    private static ResponseObject Frame(
        ResponseAsked asked, string operationId, string model, long createTime, string status, IReadOnlyList<ResponseItem> output) => new()
    {
        Id = $"resp_{operationId}",
        CreatedAt = createTime,
        Status = status,
        Model = model,
        Output = output,
        Instructions = asked.Said.Instructions,
        MaxOutputTokens = asked.Request.HasMaxTokens ? asked.Request.MaxTokens : null,
        ParallelToolCalls = !asked.Request.HasParallelToolCalls || asked.Request.ParallelToolCalls,
        Temperature = asked.Request.HasTemperature ? asked.Request.Temperature : null,
        TopP = asked.Request.HasTopP ? asked.Request.TopP : null,
        Text = new ResponseText(asked.Said.Format ?? PlainText),
        ToolChoice = asked.Said.ToolChoice ?? Auto,
        Tools = asked.Said.Tools ?? None,
        Metadata = asked.Said.Metadata ?? Empty,
    };
}
