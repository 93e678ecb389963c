using System.Diagnostics;
using System.Globalization;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Completions;

namespace Tollgate.Intake.OpenAi;

/// <summary>The receipt in headers, for callers whose SDK hides the rest of the body. A stream's say what is known when it begins.</summary>
internal static class ReceiptHeaders
{
    public const string RequestId = "x-request-id";

    public static void Write(IHeaderDictionary headers, CompleteResponse answer) => Write(headers, answer.Model, answer.Receipt);

    public static void Write(IHeaderDictionary headers, EmbedResponse answer) => Write(headers, answer.Model, answer.Receipt);

    private static void Write(IHeaderDictionary headers, string model, Receipt receipt)
    {
        Write(headers, AnswerStart.Of(model, receipt));
        headers["x-tollgate-attempts"] = Text(receipt.Attempts.Count);
        headers["x-tollgate-cost-nanos"] = Text(receipt.Cost.Nanos);
        headers["x-tollgate-baseline-cost-nanos"] = Text(receipt.BaselineCost.Nanos);
        headers["x-tollgate-currency"] = receipt.Cost.Currency;
        headers["x-tollgate-retrieval"] = receipt.Retrieval;
        headers["x-tollgate-trace-id"] = receipt.TraceId;
    }

    public static void Write(IHeaderDictionary headers, AnswerStart start)
    {
        WriteOperation(headers, start.OperationId);
        headers["x-tollgate-model"] = start.Model;
        headers["x-tollgate-cache"] = start.Cache;
        headers["x-tollgate-route-reason"] = start.RouteReason;
        headers["x-tollgate-replayed"] = start.Replayed ? "true" : "false";
        headers["x-tollgate-trace-id"] = Activity.Current?.TraceId.ToHexString() ?? "";
        if (start.BudgetLeft is not { } left)
            return;
        headers["x-tollgate-budget-id"] = left.BudgetId;
        if (left.Cost is { } cost)
            headers["x-tollgate-budget-left-nanos"] = Text(cost.Nanos);
        if (left.HasTokens)
            headers["x-tollgate-budget-left-tokens"] = Text(left.Tokens);
    }

    /// <summary>Known before anything is run, so that errors carry it too.</summary>
    public static void WriteOperation(IHeaderDictionary headers, string operationId)
    {
        headers[RequestId] = operationId;
        headers["x-tollgate-operation-id"] = operationId;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
