using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Attempts;

/// <summary>A refused hold as the error the caller gets.</summary>
internal static class BudgetErrors
{
    public static TollgateException Exceeded(Refused refused, DateTimeOffset now) =>
        Exceeded(refused, $"Budget '{refused.BudgetId}' has no room for this request.", now);

    /// <summary>The answer had begun and was stopped after so many tokens.</summary>
    public static TollgateException ExceededAfter(Refused refused, long outputTokens, DateTimeOffset now) =>
        Exceeded(refused, $"The answer was stopped after {outputTokens} tokens: budget '{refused.BudgetId}' has no room for more.", now);

    private static TollgateException Exceeded(Refused refused, string message, DateTimeOffset now)
    {
        var left = refused.Room switch
        {
            { Cost: { } cost } => $"{cost.Nanos / 1_000_000_000m} {cost.Currency} left",
            { HasTokens: true } room => $"{room.Tokens} tokens left",
            _ => "no room left",
        };
        var retryAfter = refused.ResetTime?.ToDateTimeOffset() - now;
        return TollgateException.ResourceExhausted(
            Reasons.BudgetExceeded,
            message,
            retryAfter > TimeSpan.Zero ? retryAfter : null,
            new QuotaViolation($"budget:{refused.BudgetId}", $"{refused.ScopeKind} {refused.ScopeId}: {left}".Replace(" :", ":", StringComparison.Ordinal)));
    }
}
