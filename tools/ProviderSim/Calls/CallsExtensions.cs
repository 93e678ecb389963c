namespace Tollgate.ProviderSim.Calls;

internal static class CallsExtensions
{
    public static IServiceCollection AddCalls(this IServiceCollection services) => services
        .AddSingleton<CallDesk>()
        .AddSingleton<ChatCalls>()
        .AddSingleton<EmbeddingCalls>();

    public static void MapChat(this WebApplication app, string path, ChatWire wire)
    {
        var calls = app.Services.GetRequiredService<ChatCalls>();
        app.MapPost(path, (RequestDelegate)(http => calls.HandleAsync(http, wire)));
    }

    public static void MapEmbeddings(this WebApplication app, string path, EmbeddingWire wire)
    {
        var calls = app.Services.GetRequiredService<EmbeddingCalls>();
        app.MapPost(path, (RequestDelegate)(http => calls.HandleAsync(http, wire)));
    }
}
