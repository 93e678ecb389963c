namespace Tollgate.Inference.Reconciliation;

internal static partial class ReconciliationLog
{
    [LoggerMessage(1, LogLevel.Error, "{Calls} calls with {Tokens} tokens on {Endpoint}/{Model} at {Minute} are in the provider's report and not ours; they are recorded as {AttemptId}, paid by the platform.")]
    public static partial void Unattributed(ILogger logger, long calls, long tokens, string endpoint, string model, DateTimeOffset minute, Guid? attemptId);

    [LoggerMessage(2, LogLevel.Error, "The provider of {Endpoint}/{Model} stated {Tokens} tokens in answers at {Minute} that its report does not have.")]
    public static partial void Disagrees(ILogger logger, string endpoint, string model, DateTimeOffset minute, long tokens);

    [LoggerMessage(3, LogLevel.Information, "{Calls} calls on {Endpoint}/{Model} at {Minute} were corrected by the provider's report.")]
    public static partial void Corrected(ILogger logger, int calls, string endpoint, string model, DateTimeOffset minute);

    [LoggerMessage(4, LogLevel.Error, "Unattributed calls of {Provider}/{Model} cannot be priced; they are recorded without a cost.")]
    public static partial void NotPriced(ILogger logger, string provider, string model);

    [LoggerMessage(5, LogLevel.Warning, "Reconciling {Endpoint} with its provider's report failed; it is tried again.")]
    public static partial void Failed(ILogger logger, string endpoint, Exception error);
}
