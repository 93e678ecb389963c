using Tollgate.Testing;

namespace Tollgate.Console.Tests.Host;

/// <summary>The console over a platform that answers.</summary>
public sealed class ConsoleFixture : IAsyncLifetime
{
    private static readonly string[] Services = ["intake", "retrieval", "routing", "inference", "metering", "billing"];

    private FakePlatform? platform;

    internal ConsoleApp App { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        platform = await FakePlatform.StartAsync();
        App = Start();
    }

    /// <summary>Another console, for which some services are away. The caller stops it.</summary>
    internal ConsoleApp Start(params string[] away) => new(Services.ToDictionary(
        name => name, name => away.Contains(name) ? $"http://127.0.0.1:{FreePort.Next()}" : platform!.Address));

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await platform!.DisposeAsync();
    }
}
