using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.Completions;

/// <summary>What is known of an answer before its first piece.</summary>
/// <param name="OperationId">The operation, as the receipt will name it.</param>
/// <param name="Model">Model that is answering.</param>
/// <param name="Cache">How the cache takes part, as in the receipt.</param>
/// <param name="RouteReason">Reason of the last routing decision.</param>
/// <param name="BudgetLeft">The tightest budget after the hold; null when there is none.</param>
/// <param name="Replayed">The answer was given before under the same idempotency key.</param>
internal sealed record AnswerStart(string OperationId, string Model, string Cache, string RouteReason, BudgetLeft? BudgetLeft, bool Replayed)
{
    /// <summary>Of an answer that is already there.</summary>
    public static AnswerStart Of(CompleteResponse answer) => Of(answer.Model, answer.Receipt);

    /// <inheritdoc cref="Of(CompleteResponse)"/>
    public static AnswerStart Of(string model, Receipt receipt) =>
        new(receipt.OperationId, model, receipt.Cache, receipt.RouteReason, receipt.BudgetLeft, receipt.Replayed);

    /// <summary>Of an answer that is being made.</summary>
    public static AnswerStart Of(Operation operation, RunProgress run, string cache) => new(
        operation.Id.ToString(), run.Decision?.Model ?? "", cache, run.Decision?.Reason ?? "", ReceiptBuilder.ToBudgetLeft(run.BudgetLeft), Replayed: false);
}
