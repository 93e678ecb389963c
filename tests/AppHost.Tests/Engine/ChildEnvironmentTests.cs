using System.Text.Json;
using Tollgate.AppHost.Local;

namespace Tollgate.AppHost.Tests.Engine;

public sealed class ChildEnvironmentTests
{
    [Fact]
    public async Task A_service_sees_every_replica_of_another_and_nothing_of_the_shell()
    {
        Environment.SetEnvironmentVariable("OPENAI_API_KEY", "a key of the developer");
        await using var test = new TestApplication();
        var provider = test.AddService("the-provider").WithReplicas(2);
        test.AddService("caller").WithReference(provider);
        await test.StartAsync();
        await test.HealthyAsync("caller");

        var environment = JsonSerializer.Deserialize<Dictionary<string, string>>(await test.GetAsync("caller", "/environment"))!;
        var grpc = test.Application.GetEndpoints("the-provider", "grpc");
        Assert.Equal(grpc[0], new Uri(environment["services__the-provider__grpc__0"]));
        Assert.Equal(grpc[1], new Uri(environment["services__the-provider__grpc__1"]));
        Assert.Equal(grpc[0], new Uri(environment["THE_PROVIDER_GRPC"]));
        Assert.Equal(test.Application.GetEndpoints("caller")[0], new Uri(environment["Kestrel__Endpoints__http__Url"]));
        Assert.DoesNotContain("OPENAI_API_KEY", environment.Keys);
    }
}
