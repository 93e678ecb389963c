using Tollgate.Routing.Assessment;
using Tollgate.Routing.Policies;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Routing.Runs;

/// <summary>How asking one model ended.</summary>
internal abstract record AttemptResult
{
    private AttemptResult()
    {
    }

    /// <summary>It answered. The answer is empty when it was passed on as it came.</summary>
    internal sealed record Answered(AssessedModel By, Answer Answer) : AttemptResult;

    /// <summary>It did not. Nothing of its answer has been passed on.</summary>
    internal sealed record Failed(TollgateException Error) : AttemptResult
    {
        /// <summary>A hard budget has no room for it.</summary>
        public bool IsOverBudget => Error.Reason is Reasons.BudgetExceeded or Reasons.CreditExhausted;

        /// <summary>Its provider is down, for longer than Inference's own retries took. Another provider may not be.</summary>
        public bool IsProviderDown => Error.Reason is Reasons.ProviderUnavailable or Reasons.ProviderRateLimited or Reasons.StreamCut;
    }
}
