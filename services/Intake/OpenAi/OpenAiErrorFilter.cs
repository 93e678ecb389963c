using System.Globalization;
using Grpc.Core;
using Tollgate.Intake.Completions;
using Tollgate.Intake.OpenAi.Responses;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary>The one place where errors become OpenAI's. What is not meant for the caller stays in our log.</summary>
internal sealed class OpenAiErrorFilter(TimeProvider clock, ILogger<OpenAiErrorFilter> logger) : IEndpointFilter
{
    // SDKs wait as long as they are told. Nobody's call shall sleep until a budget's month is over.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // Once the request is an operation, its id takes this one's place.
        context.HttpContext.Response.Headers[ReceiptHeaders.RequestId] = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        try
        {
            return await next(context);
        }
        catch (OperationCanceledException) when (context.HttpContext.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (Exception error) when (!context.HttpContext.Response.HasStarted)
        {
            return Answer(context.HttpContext, Translate(error));
        }
    }

    /// <summary>What the caller is told of an exception.</summary>
    public TollgateException Translate(Exception error)
    {
        switch (error)
        {
            case TollgateException known:
                return known;
            case RpcException rpc:
                return DownstreamErrors.Translate(rpc);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } large:
                return TollgateException.InvalidArgument(OpenAiErrors.RequestTooLarge, large.Message);
            case BadHttpRequestException bad:
                return TollgateException.InvalidArgument(Reasons.MalformedRequest, bad.Message);
            default:
                if (DatabaseErrors.Translate(error) is { } database)
                {
                    if (database.IsRetryable)
                        OpenAiLog.DatabaseUnavailable(logger, error);
                    return database;
                }

                OpenAiLog.Unhandled(logger, error);
                return TollgateException.Internal("An internal error occurred. It has been recorded.");
        }
    }

    private static IResult Answer(HttpContext context, TollgateException error)
    {
        var headers = context.Response.Headers;
        var status = OpenAiErrors.StatusOf(error);
        if (error.RetryAfter is { } wait)
        {
            var seconds = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            headers["x-tollgate-retry-after"] = seconds;
            if (wait <= LongestWait)
                headers.RetryAfter = seconds;
        }

        // Statuses that OpenAI's SDKs try again of their own accord: where that cannot help, they are told so.
        if (status is StatusCodes.Status409Conflict or StatusCodes.Status429TooManyRequests or >= StatusCodes.Status500InternalServerError)
            headers["x-should-retry"] = error.IsRetryable && !(error.RetryAfter > LongestWait) ? "true" : "false";
        var body = context.Request.Path.StartsWithSegments("/v1/responses", StringComparison.Ordinal)
            ? OpenAiErrors.BodyOf(error, ResponseNames.In)
            : OpenAiErrors.BodyOf(error);
        return Results.Json(body, OpenAiJson.Default.ErrorBody, statusCode: status);
    }
}
