using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Tollgate.Cli.Platform;

/// <summary>Shows the admin key, and lets a call wait while a service restarts instead of failing.</summary>
internal sealed class OperatorInterceptor(string adminKey) : Interceptor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, AsOperator(context));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, AsOperator(context));

    private ClientInterceptorContext<TRequest, TResponse> AsOperator<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        var options = context.Options
            .WithHeaders(new Metadata { { "authorization", $"Bearer {adminKey}" } })
            .WithWaitForReady()
            .WithDeadline(context.Options.Deadline ?? TimeProvider.System.GetUtcNow().UtcDateTime + Patience);
        return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options);
    }
}
