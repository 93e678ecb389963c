using System.Collections.Concurrent;

namespace Tollgate.Testing;

/// <summary>Where the servers under the functional tests are, and what has to be undone when the test process ends.</summary>
internal static class TestInfrastructure
{
    private static readonly ConcurrentBag<Func<Task>> Cleanups = [];
    private static readonly Lazy<Task<PrivateServers>> Servers = new(PrivateServers.StartAsync);

    static TestInfrastructure() => AppDomain.CurrentDomain.ProcessExit += (_, _) => CleanUp();

    public static async Task<string> PostgresAsync() => Given("TOLLGATE_TEST_POSTGRES") ?? (await Servers.Value).Postgres;

    public static async Task<string> RabbitMqAsync() => Given("TOLLGATE_TEST_RABBITMQ") ?? (await Servers.Value).RabbitMq;

    public static async Task<Uri> RabbitMqManagementAsync()
    {
        if (Given("TOLLGATE_TEST_RABBITMQ") is not { } given)
            return (await Servers.Value).RabbitMqManagement;

        var broker = new Uri(given);
        return new Uri(Given("TOLLGATE_TEST_RABBITMQ_MANAGEMENT") ?? $"http://{broker.Host}:{broker.Port + 10_000}/");
    }

    public static void OnExit(Func<Task> cleanup) => Cleanups.Add(cleanup);

    private static string? Given(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static void CleanUp()
    {
        // Servers of our own end with the process, and their data with them. On given ones it is best effort, within the moment a
        // process has at its end: a leftover database harms nobody, a hanging exit does.
        if (Servers.IsValueCreated)
            return;

        var all = Task.WhenAll(Cleanups.Select(cleanup => Task.Run(cleanup)));
        try
        {
            all.Wait(TimeSpan.FromSeconds(5));
        }
        catch (AggregateException)
        {
        }
    }
}
