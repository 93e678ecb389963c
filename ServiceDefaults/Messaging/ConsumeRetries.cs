using MassTransit;
using Npgsql;

namespace Tollgate.ServiceDefaults.Messaging;

/// <summary>
/// What is away is waited for; what is wrong is tried a few times and set aside. An outage of the database must not fill the error queue.
/// </summary>
internal static class ConsumeRetries
{
    internal static void Apply(IConsumePipeConfigurator endpoint)
    {
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(IsTransient);
            retry.Exponential(200, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(200));
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(error => !IsTransient(error));
            retry.Intervals(100, 500, 2000);
        });
    }

    private static bool IsTransient(Exception error) =>
        error is NpgsqlException { IsTransient: true } or TimeoutException or System.Net.Sockets.SocketException
        || (error is NpgsqlException && error.InnerException is System.IO.IOException or System.Net.Sockets.SocketException)
        || (error is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.CrashShutdown });
}
