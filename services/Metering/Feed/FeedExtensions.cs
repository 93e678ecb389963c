using Tollgate.ServiceDefaults.Webhooks;

namespace Tollgate.Metering.Feed;

internal static class FeedExtensions
{
    /// <summary>Adds the public feed of the ledger: its sequencer, its readers, and those who tell it.</summary>
    public static IHostApplicationBuilder AddFeed(this IHostApplicationBuilder builder)
    {
        builder.AddWebhooks();
        builder.Services.AddOptions<FeedOptions>().BindConfiguration("Feed").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<FeedSignal>();
        builder.Services.AddSingleton<FeedReader>();
        builder.Services.AddSingleton<FeedCursors>();
        builder.Services.AddSingleton<ReadFeed>();
        builder.Services.AddSingleton<ManageSubscriptions>();
        builder.Services.AddSingleton<FeedCredentials>();
        FeedCredentialHandler.AddTo(builder.Services);
        builder.Services.AddHostedService<FeedSequencer>();
        builder.Services.AddHostedService<FeedPublisher>();
        builder.Services.AddHostedService<FeedPump>();
        return builder;
    }
}
