using System.Collections.Concurrent;

namespace Tollgate.Testing;

/// <summary>Where the servers under the functional tests are, and what has to be undone when the test process ends.</summary>
internal static class TestInfrastructure
{
    private static readonly ConcurrentBag<Func<Task>> Cleanups = [];

    static TestInfrastructure() => AppDomain.CurrentDomain.ProcessExit += (_, _) => CleanUp();

    public static Task<string> PostgresAsync() => RequiredAsync("TOLLGATE_TEST_POSTGRES");

    public static Task<string> RabbitMqAsync() => RequiredAsync("TOLLGATE_TEST_RABBITMQ");

    public static void OnExit(Func<Task> cleanup) => Cleanups.Add(cleanup);

    private static Task<string> RequiredAsync(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? Task.FromResult(value)
            : throw new InvalidOperationException($"Set {variable}, or run the tests with ./tollgate test.");

    private static void CleanUp()
    {
        // Best effort within the second or two the runtime grants at exit: a leftover database harms nobody, a hanging exit does.
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
