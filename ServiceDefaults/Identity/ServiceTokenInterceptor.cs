using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Tollgate.ServiceDefaults.Identity;

/// <summary>Puts this service's token on every call, and lets the call wait for a connection as long as its deadline allows.</summary>
internal sealed class ServiceTokenInterceptor(ServiceTokens tokens, TimeProvider clock) : Interceptor
{
    private static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(120);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Sign(context));

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context,
        AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(request, Sign(context));

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Sign(context));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation) =>
        continuation(Sign(context));

    private ClientInterceptorContext<TRequest, TResponse> Sign<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
        where TRequest : class
        where TResponse : class
    {
        var headers = new Metadata();
        foreach (var entry in context.Options.Headers ?? [])
            headers.Add(entry);
        headers.Add("authorization", "Bearer " + tokens.Issue());
        var options = context.Options.WithHeaders(headers);

        // A duplex stream lives as long as its owner wants; everything else must end.
        if (context.Method.Type != MethodType.DuplexStreaming)
        {
            if (options.Deadline is null)
                options = options.WithDeadline((clock.GetUtcNow() + DefaultDeadline).UtcDateTime);
            options = options.WithWaitForReady();
        }

        return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, options);
    }
}
