using Tollgate.Inference.Attempts;
using Tollgate.Inference.Holds;
using Tollgate.Inference.Providers;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Inference.Runs;

/// <summary>Failures as the contract words them.</summary>
internal static class RunErrors
{
    public static TollgateException UnknownModel(string provider, string model) =>
        TollgateException.NotFound(Reasons.UnknownModel, $"Model '{model}' of provider '{provider}' has no price, so it cannot be called.");

    /// <summary>An answer that was stopped because no more could be held for it.</summary>
    public static TollgateException Stopped(HoldAnswer why, long outputTokens, DateTimeOffset now) => why is HoldAnswer.NoRoom refused
        ? BudgetErrors.ExceededAfter(refused.Details, outputTokens, now)
        : TollgateException.Unavailable(
            Reasons.MeteringUnavailable, $"The answer was stopped after {outputTokens} tokens: budgets cannot be checked now.");

    public static TollgateException From(ProviderException failure) => failure.Failure switch
    {
        ProviderFailure.RateLimited =>
            TollgateException.ResourceExhausted(Reasons.ProviderRateLimited, failure.Message, failure.RetryAfter ?? TimeSpan.FromSeconds(1)),
        ProviderFailure.StreamCut => TollgateException.Unavailable(Reasons.StreamCut, failure.Message),
        ProviderFailure.DeadlinePassed => TollgateException.DeadlineExceeded(Reasons.DeadlineExceeded, failure.Message),
        ProviderFailure.PromptTooLong => TollgateException.InvalidArgument(Reasons.PromptTooLong, failure.Message, []),
        ProviderFailure.Rejected or ProviderFailure.ContentFiltered => TollgateException.InvalidArgument(Reasons.ProviderRejected, failure.Message, []),
        ProviderFailure.UnknownModel => TollgateException.NotFound(Reasons.UnknownModel, failure.Message),
        _ => TollgateException.Unavailable(Reasons.ProviderUnavailable, failure.Message, failure.RetryAfter),
    };
}
