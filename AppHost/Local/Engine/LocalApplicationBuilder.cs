using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Tollgate.AppHost.Local;

/// <summary>The builder behind <see cref="IDistributedApplicationBuilder"/>: a generic host with the engine in it.</summary>
internal sealed class LocalApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly ResourceCollection _resources = [];

    public LocalApplicationBuilder(DistributedApplicationOptions options)
    {
        var testing = EntryPointCapture.Current;
        if (testing is null)
            FriendlyFailure.Install();

        AppHostAssembly = testing?.Assembly ?? Assembly.GetEntryAssembly();
        var settings = new ConfigurationManager();
        // An app host is a developer's tool unless told otherwise: DOTNET_ENVIRONMENT and --environment come later and win.
        settings.AddInMemoryCollection([
            new("hostBuilder:reloadConfigOnChange", "false"),
            new(HostDefaults.EnvironmentKey, System.Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Development)]);
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            Args = CommandLine.Normalise([.. options.Args ?? [], .. testing?.Arguments ?? []]),
            ContentRootPath = AppHostDirectory,
            Configuration = settings,
        });
        _host.Logging.ClearProviders();
        _host.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });
        _host.Logging.AddFilter("Microsoft", LogLevel.Warning);
    }

    public ConfigurationManager Configuration => _host.Configuration;

    public string AppHostDirectory => AppHostLocation.Directory;

    public Assembly? AppHostAssembly { get; }

    public IHostEnvironment Environment => _host.Environment;

    public IServiceCollection Services => _host.Services;

    public DistributedApplicationExecutionContext ExecutionContext { get; } = new();

    public IResourceCollection Resources => _resources;

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        _resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    public DistributedApplication Build()
    {
        EntryPointCapture.Current?.HandOver(this);

        var options = LocalOptions.From(this);
        var model = LocalModel.From(_resources, options);
        ModelValidation.Check([.. model.Resources, .. options.InfrastructureOnly ? [] : model.Parameters]);

        Services.AddSingleton(options);
        Services.AddSingleton(model);
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(TimeProvider.System);
        Services.AddSingleton(_ => new ResourceNotificationService());
        Services.AddSingleton<DebianPackages>();
        Services.AddSingleton<EnvironmentComposer>();
        Services.AddSingleton<RunnerFactory>();
        Services.AddHostedService<LocalOrchestrator>();
        Services.AddHostedService<StdinWatch>();
        Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(60));
        return new DistributedApplication(_host.Build());
    }
}
