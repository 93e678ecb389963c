namespace Tollgate.ServiceDefaults.Errors;

/// <summary>Stable reasons that more than one service speaks of. They are part of the API.</summary>
public static class Reasons
{
    public const string InvalidRequest = "INVALID_REQUEST";
    public const string MalformedRequest = "MALFORMED_REQUEST";
    public const string MissingCredentials = "MISSING_CREDENTIALS";
    public const string InvalidCredentials = "INVALID_CREDENTIALS";
    public const string BudgetExceeded = "BUDGET_EXCEEDED";
    public const string CreditExhausted = "CREDIT_EXHAUSTED";
    public const string BillingUnavailable = "BILLING_UNAVAILABLE";
    public const string ProviderRateLimited = "PROVIDER_RATE_LIMITED";
    public const string ProviderUnavailable = "PROVIDER_UNAVAILABLE";
    public const string ProviderRejected = "PROVIDER_REJECTED";
    public const string StreamCut = "STREAM_CUT";
    public const string MeteringUnavailable = "METERING_UNAVAILABLE";
    public const string PromptTooLong = "PROMPT_TOO_LONG";
    public const string UnknownModel = "UNKNOWN_MODEL";
    public const string UnknownAssistant = "UNKNOWN_ASSISTANT";
    public const string InvalidOutput = "INVALID_OUTPUT";
    public const string NoEligibleModel = "NO_ELIGIBLE_MODEL";
    public const string ServiceUnavailable = "SERVICE_UNAVAILABLE";
    public const string DatabaseUnavailable = "DATABASE_UNAVAILABLE";
    public const string DeadlineExceeded = "DEADLINE_EXCEEDED";
    public const string Internal = "INTERNAL";
}
