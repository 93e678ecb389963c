using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Tollgate.Intake.Keys;

/// <summary>Lets a call through when it carries an API key.</summary>
internal sealed class ApiKeyInterceptor(ApiKeyAuthenticator authenticator) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        await AuthenticateAsync(context);
        return await continuation(request, context);
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        await AuthenticateAsync(context);
        await continuation(request, responseStream, context);
    }

    private async ValueTask AuthenticateAsync(ServerCallContext context)
    {
        var identity = await authenticator.AuthenticateAsync(
            context.RequestHeaders.GetValue("authorization"), context.RequestHeaders.GetValue("x-api-key"), context.CancellationToken);
        identity.AttachTo(context);
    }
}
