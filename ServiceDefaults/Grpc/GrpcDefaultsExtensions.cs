using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.ServiceDefaults.Grpc;

/// <summary>gRPC as every service serves it.</summary>
public static class GrpcDefaultsExtensions
{
    /// <summary>
    /// Larger than any limit a service states, so that a request over the limit meets a typed error instead of the transport's.
    /// </summary>
    public const int MaxMessageBytes = 24 * 1024 * 1024;

    /// <summary>Adds the gRPC server with the error interceptor, reflection and health.</summary>
    public static IServiceCollection AddGrpcDefaults(this IServiceCollection services)
    {
        services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = MaxMessageBytes;
            options.MaxSendMessageSize = MaxMessageBytes;
            options.Interceptors.Add<ErrorInterceptor>();
        });
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks();
        return services;
    }
}
