using System.Globalization;
using Grpc.Core;
using Npgsql;
using Tollgate.Intake.Completions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Intake.OpenAi;

/// <summary>The one place where errors become OpenAI's. What is not meant for the caller stays in our log.</summary>
internal sealed class OpenAiErrorFilter(ILogger<OpenAiErrorFilter> logger) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
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
            case BadHttpRequestException bad:
                return TollgateException.InvalidArgument("MALFORMED_REQUEST", bad.Message);
            case NpgsqlException { IsTransient: true } or TimeoutException:
                OpenAiLog.DatabaseUnavailable(logger, error);
                return TollgateException.Unavailable(Reasons.DatabaseUnavailable, "A database is not available. Try again.");
            default:
                OpenAiLog.Unhandled(logger, error);
                return TollgateException.Internal("An internal error occurred. It has been recorded.");
        }
    }

    private static IResult Answer(HttpContext context, TollgateException error)
    {
        if (error.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Results.Json(OpenAiErrors.BodyOf(error), OpenAiJson.Default.ErrorBody, statusCode: OpenAiErrors.StatusOf(error));
    }
}
