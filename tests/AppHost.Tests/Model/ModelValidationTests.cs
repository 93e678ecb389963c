using Tollgate.AppHost.Tests.Engine;

namespace Tollgate.AppHost.Tests.Model;

public sealed class ModelValidationTests
{
    [Fact]
    public async Task A_parameter_without_a_value_is_named_together_with_how_to_give_it()
    {
        await using var test = new TestApplication();
        test.Builder.AddParameter("price-region");

        var failure = Assert.Throws<DistributedApplicationException>(() => test.Application);
        Assert.Contains("Parameters__price_region", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Parameters:price-region=eu")]
    [InlineData("--Parameters:price_region=eu")]
    public async Task A_parameter_is_read_from_configuration_with_a_dash_or_an_underscore(string argument)
    {
        await using var test = new TestApplication(null, argument);
        var parameter = test.Builder.AddParameter("price-region");

        Assert.NotNull(test.Application);
        Assert.Equal("eu", await parameter.Resource.GetValueAsync());
    }

    [Fact]
    public async Task What_the_engine_cannot_run_is_refused_when_the_model_is_built()
    {
        await using var test = new TestApplication();
        test.Builder.AddQdrant("qdrant");

        var failure = Assert.Throws<DistributedApplicationException>(() => test.Application);
        Assert.Contains("'qdrant'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resources_that_wait_for_each_other_are_refused()
    {
        await using var test = new TestApplication();
        var left = test.AddService("left");
        var right = test.AddService("right").WaitFor(left);
        left.WaitFor(right);

        var failure = Assert.Throws<DistributedApplicationException>(() => test.Application);
        Assert.Contains("left -> right -> left", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_resources_cannot_share_a_name()
    {
        await using var test = new TestApplication();
        test.AddService("service");
        Assert.Throws<DistributedApplicationException>(() => test.AddService("Service"));
    }

    [Fact]
    public async Task Replicas_cannot_share_a_fixed_port()
    {
        await using var test = new TestApplication();
        test.AddService("service").WithReplicas(2).WithEndpoint("http", endpoint => endpoint.Port = 20_001);

        var failure = await Assert.ThrowsAsync<DistributedApplicationException>(test.StartAsync);
        Assert.Contains("fixed port", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9lives")]
    [InlineData("a--b")]
    [InlineData("a_b")]
    [InlineData("a-")]
    public async Task A_resource_name_that_discovery_could_not_use_is_refused(string name)
    {
        await using var test = new TestApplication();
        Assert.Throws<ArgumentException>(() => test.AddService(name));
    }
}
