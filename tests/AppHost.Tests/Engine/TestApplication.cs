using Tollgate.AppHost.Local;

namespace Tollgate.AppHost.Tests.Engine;

/// <summary>A small application on a data folder of its own, made of the test service.</summary>
internal sealed class TestApplication : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _patience = new(Patience);
    private DistributedApplication? _application;

    public TestApplication(string? folder = null, params string[] arguments)
    {
        Folder = folder ?? Path.Combine(Path.GetTempPath(), $"tollgate-test-{Guid.NewGuid():N}");
        string[] lifetime = folder is null ? ["--Data:Temporary=true"] : [];
        Builder = DistributedApplication.CreateBuilder([$"--Data:Folder={Folder}", .. lifetime, .. arguments]);
    }

    public string Folder { get; }

    public IDistributedApplicationBuilder Builder { get; }

    public DistributedApplication Application => _application ??= Builder.Build();

    /// <summary>A wait that never comes to an end fails the test instead of hanging it.</summary>
    public CancellationToken Limit => _patience.Token;

    public IResourceBuilder<ProjectResource> AddService(string name) => Builder
        .AddProject(name, "../tests/AppHost.TestService/AppHost.TestService.csproj")
        .WithHttpHealthCheck("/health");

    public Task StartAsync() => Application.StartAsync(Limit);

    public Task HealthyAsync(string name) => Application.ResourceNotifications.WaitForResourceHealthyAsync(name, Limit);

    public async Task<string> GetAsync(string name, string path, int replica = 0)
    {
        using var client = new HttpClient { BaseAddress = Application.GetEndpoints(name)[replica] };
        return await client.GetStringAsync(path, Limit);
    }

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
            await _application.DisposeAsync();
        _patience.Dispose();
    }
}
