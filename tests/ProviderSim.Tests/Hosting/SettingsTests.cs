using Microsoft.Extensions.Options;

namespace Tollgate.ProviderSim.Tests.Hosting;

public class SettingsTests
{
    [Theory]
    [InlineData("ProviderSim:AdminKey", "short")]
    [InlineData("ProviderSim:AdminKey", SimServer.ApiKey)]
    [InlineData("ProviderSim:Answers:UnsureShareSmall", "1.5")]
    [InlineData("ProviderSim:Answers:PromptCacheLifetime", "00:00:00")]
    [InlineData("ProviderSim:Pace:Large:TokensPerSecond", "0")]
    [InlineData("ProviderSim:Pace:Jitter", "2")]
    public void A_bad_setting_stops_the_start(string name, string value) =>
        Assert.Throws<OptionsValidationException>(() => new SimServer((name, value)));
}
