using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary>Errors in OpenAI's shape, so that its SDKs raise the exceptions their users know.</summary>
internal static class OpenAiErrors
{
    public const string RequestTooLarge = "REQUEST_TOO_LARGE";

    public static int StatusOf(TollgateException error) => error.Kind switch
    {
        ErrorKind.InvalidArgument when error.Reason == RequestTooLarge => StatusCodes.Status413PayloadTooLarge,
        ErrorKind.InvalidArgument or ErrorKind.FailedPrecondition => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        ErrorKind.PermissionDenied => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.AlreadyExists or ErrorKind.Aborted => StatusCodes.Status409Conflict,
        ErrorKind.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        ErrorKind.Cancelled => StatusCodes.Status499ClientClosedRequest,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        ErrorKind.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };

    public static ErrorBody BodyOf(TollgateException error) => BodyOf(error, OpenAiNames.In);

    /// <param name="error">The error.</param>
    /// <param name="names">Puts the names of fields into the caller's words.</param>
    public static ErrorBody BodyOf(TollgateException error, Func<string, string> names) => new(new ErrorDetail(
        names(error.Message), TypeOf(error), error.Fields.Count > 0 ? names(error.Fields[0].Field) : null, CodeOf(error.Reason)));

    private static string TypeOf(TollgateException error) => error.Kind switch
    {
        ErrorKind.Unauthenticated => "authentication_error",
        ErrorKind.PermissionDenied => "permission_error",
        ErrorKind.ResourceExhausted => error.Reason is Reasons.BudgetExceeded or Reasons.CreditExhausted ? "insufficient_quota" : "rate_limit_error",
        ErrorKind.Unavailable or ErrorKind.DeadlineExceeded or ErrorKind.Internal => "server_error",
        _ => "invalid_request_error",
    };

    // OpenAI's own codes where it has one for the case; our reason otherwise.
    private static string CodeOf(string reason) => reason switch
    {
        Reasons.UnknownModel => "model_not_found",
        Reasons.BudgetExceeded or Reasons.CreditExhausted => "insufficient_quota",
        Reasons.PromptTooLong => "context_length_exceeded",
        _ => reason.ToLowerInvariant(),
    };
}
