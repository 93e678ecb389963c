using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Attempts;

/// <summary>A refused hold as the error the caller gets.</summary>
internal static class BudgetErrors
{
    public static TollgateException Exceeded(Refused refused, DateTimeOffset now)
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
            $"Budget '{refused.BudgetId}' has no room for this request.",
            retryAfter > TimeSpan.Zero ? retryAfter : null,
            new QuotaViolation($"budget:{refused.BudgetId}", $"{refused.ScopeKind} {refused.ScopeId}: {left}".Replace(" :", ":", StringComparison.Ordinal)));
    }
}
