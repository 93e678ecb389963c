using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.ServiceDefaults.Grpc;

/// <summary>The one place where errors become gRPC statuses. What is not meant for the caller stays in our log.</summary>
internal sealed class ErrorInterceptor(ILogger<ErrorInterceptor> logger, TimeProvider clock) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () =>
        {
            RequestTimes.Check(request);
            return continuation(request, context);
        });

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () =>
        {
            RequestTimes.Check(request);
            return continuation(request, responseStream, context);
        });

    public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context,
        ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => continuation(UnreadableRequests.Guard(requestStream), context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guard(context, () => continuation(UnreadableRequests.Guard(requestStream), responseStream, context));

    private async Task<T> Guard<T>(ServerCallContext context, Func<Task<T>> call)
    {
        UnreadableRequests.MarkReached(context);
        try
        {
            return await call();
        }
        catch (Exception error)
        {
            throw Translate(context, error);
        }
    }

    private async Task Guard(ServerCallContext context, Func<Task> call)
    {
        UnreadableRequests.MarkReached(context);
        try
        {
            await call();
        }
        catch (Exception error)
        {
            throw Translate(context, error);
        }
    }

    private RpcException Translate(ServerCallContext context, Exception error)
    {
        switch (error)
        {
            case TollgateException known:
                return RpcErrors.Write(known);
            // Not every service has everything of a contract that several share.
            case RpcException { StatusCode: StatusCode.Unimplemented } missing:
                return missing;
            case RpcException rpc:
                return RpcErrors.Write(RpcErrors.Read(rpc));
            // A caller that goes away in the middle of a stream shows as one or the other, the last when something is written to it.
            case OperationCanceledException or IOException or InvalidOperationException when context.CancellationToken.IsCancellationRequested:
                return context.Deadline <= clock.GetUtcNow().UtcDateTime
                    ? RpcErrors.Write(TollgateException.DeadlineExceeded(Reasons.DeadlineExceeded, "The deadline passed."))
                    : new RpcException(new Status(StatusCode.Cancelled, "The call was cancelled."));
            default:
                if (DatabaseErrors.Translate(error) is { } database)
                {
                    if (database.IsRetryable)
                        GrpcLog.Unavailable(logger, context.Method, error);
                    return RpcErrors.Write(database);
                }

                GrpcLog.Unhandled(logger, context.Method, error);
                return RpcErrors.Write(TollgateException.Internal("An internal error occurred. It has been recorded."));
        }
    }
}
