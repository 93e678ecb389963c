using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Tollgate.ProviderSim.Tests.Hosting;

/// <summary>The simulator on a real Kestrel, a free loopback port and a ledger of its own; without delays unless asked.</summary>
internal sealed class SimServer : IDisposable
{
    public const string ApiKey = "sk-sim-tests", AdminKey = "sk-sim-tests-admin";

    private readonly TempFolder folder = new();
    private readonly WebApplicationFactory<SimulatorOptions> factory;

    public SimServer(params (string Name, string Value)[] settings)
    {
        factory = new WebApplicationFactory<SimulatorOptions>().WithWebHostBuilder(host =>
        {
            host.UseSetting("ProviderSim:ApiKeys:0", ApiKey);
            host.UseSetting("ProviderSim:AdminKey", AdminKey);
            host.UseSetting("ProviderSim:DataFolder", folder.Path);
            host.UseSetting("ProviderSim:Pace:Mode", "zero");
            host.UseSetting("ProviderSim:Answers:UnsureShareSmall", "0");
            host.UseSetting("ProviderSim:Answers:UnsureShareLarge", "0");
            foreach (var (name, value) in settings)
                host.UseSetting(name, value);
        });
        factory.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        StartOrCleanUp();
        Api = Client(ApiKey);
        Admin = Client(AdminKey);
    }

    public HttpClient Api { get; }

    public HttpClient Admin { get; }

    public Uri Address => factory.ClientOptions.BaseAddress;

    public T Get<T>()
        where T : notnull => factory.Services.GetRequiredService<T>();

    public HttpClient Client(string key)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public void Dispose()
    {
        Api.Dispose();
        Admin.Dispose();
        factory.Dispose();
        folder.Dispose();
    }

    private void StartOrCleanUp()
    {
        try
        {
            factory.StartServer();
        }
        catch
        {
            factory.Dispose();
            folder.Dispose();
            throw;
        }
    }
}
