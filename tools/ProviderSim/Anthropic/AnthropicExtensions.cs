using Tollgate.ProviderSim.Calls;

namespace Tollgate.ProviderSim.Anthropic;

internal static class AnthropicExtensions
{
    public static IServiceCollection AddAnthropic(this IServiceCollection services) => services.AddSingleton<Messages>();

    public static void MapAnthropic(this WebApplication app) => app.MapChat(Messages.Path, app.Services.GetRequiredService<Messages>());
}
