using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Providers;

namespace Tollgate.Inference.Tests.Providers;

public sealed class DescribeProvidersTests
{
    [Theory]
    [InlineData("sk-real", "sk-sim", true, false)]
    [InlineData("", "sk-sim", true, true)]
    [InlineData("sk-real", "", true, false)]
    [InlineData("", "", false, false)]
    public void A_provider_without_a_key_of_its_own_is_simulated_or_missing(string key, string simulatorKey, bool available, bool simulated)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Providers:openai:BaseUrl"] = "http://localhost:1/v1",
            ["Providers:openai:ApiKey"] = key,
            ["Providers:sim:Kind"] = "sim",
            ["Providers:sim:BaseUrl"] = "http://localhost:2/v1",
            ["Providers:sim:ApiKey"] = simulatorKey,
        });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddProviders();
        using var host = builder.Build();

        var described = host.Services.GetRequiredService<DescribeProviders>().Handle(new DescribeProvidersRequest { Providers = { "openai" } });

        Assert.Equal(new ProviderDescription { Provider = "openai", Available = available, Simulated = simulated }, Assert.Single(described.Providers));
    }
}
