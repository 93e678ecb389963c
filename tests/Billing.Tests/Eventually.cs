namespace Tollgate.Billing.Tests;

/// <summary>Waits for what another thread will do.</summary>
internal static class Eventually
{
    /// <summary>Looks until there is something to see; fails after half a minute.</summary>
    public static async Task<T> SeeAsync<T>(Func<Task<T?>> look)
        where T : class
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (true)
        {
            if (await look() is { } seen)
                return seen;
            await timer.WaitForNextTickAsync(timeout.Token);
        }
    }
}
