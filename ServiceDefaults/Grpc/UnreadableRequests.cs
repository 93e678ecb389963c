using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.ServiceDefaults.Grpc;

/// <summary>
/// Says INVALID_ARGUMENT of messages and frames that cannot be read. gRPC reads a unary call's message before any interceptor is asked, and
/// answers UNKNOWN or INTERNAL, as if the fault were ours.
/// </summary>
internal static class UnreadableRequests
{
    private const string StatusTrailer = "grpc-status";
    private const string MessageTrailer = "grpc-message";
    private static readonly object Reached = new();

    private static readonly string[] OursByMistake = [Code(StatusCode.Unknown), Code(StatusCode.Internal)];

    /// <summary>Puts itself in front of the calls.</summary>
    public static void UseReadableGrpc(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true
            && !context.Items.ContainsKey(Reached)
            && !context.Response.HasStarted
            && OursByMistake.Contains((string?)context.Response.Headers[StatusTrailer]))
        {
            // Nothing was sent, so what would have been a trailer is a header.
            var trailers = context.Response.Headers;
            // Who goes away while it sends its message has not sent a bad one.
            var error = context.RequestAborted.IsCancellationRequested
                ? new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."))
                : RpcErrors.Write(Error());
            trailers[StatusTrailer] = Code(error.StatusCode);
            trailers[MessageTrailer] = error.Status.Detail;
            foreach (var detail in error.Trailers.Where(entry => entry.IsBinary))
                trailers[detail.Key] = Convert.ToBase64String(detail.ValueBytes);
        }
    });

    /// <summary>The request was read; what goes wrong from here on is not its fault unless a handler says so.</summary>
    public static void MarkReached(ServerCallContext context) => context.GetHttpContext().Items[Reached] = true;

    /// <summary>The messages of a stream are read by its handler: the same of them.</summary>
    public static IAsyncStreamReader<T> Guard<T>(IAsyncStreamReader<T> messages) => new Messages<T>(messages);

    private static TollgateException Error() => TollgateException.InvalidArgument(Reasons.MalformedRequest, "The request is not a message of this method.");

    private static string Code(StatusCode code) => ((int)code).ToString(CultureInfo.InvariantCulture);

    private sealed class Messages<T>(IAsyncStreamReader<T> messages) : IAsyncStreamReader<T>
    {
        public T Current => messages.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                var more = await messages.MoveNext(cancellationToken);
                if (more)
                    RequestTimes.Check(messages.Current!);
                return more;
            }
            catch (Exception error) when (error is InvalidProtocolBufferException or RpcException { StatusCode: StatusCode.Internal })
            {
                throw Error();
            }
        }
    }
}
