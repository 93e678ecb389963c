using Tollgate.ServiceDefaults.Webhooks;

namespace Tollgate.Metering.Notices;

internal static class NoticesExtensions
{
    /// <summary>Adds telling people of crossed thresholds.</summary>
    public static IHostApplicationBuilder AddNotices(this IHostApplicationBuilder builder)
    {
        builder.AddWebhooks();
        builder.Services.AddOptions<NoticesOptions>().BindConfiguration("Notices").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<NoticeContacts>();
        builder.Services.AddSingleton<AcknowledgeNotices>();
        builder.Services.AddSingleton<EscalateNotices>();
        builder.Services.AddSingleton<MailNotices>();
        builder.Services.AddHostedService<NoticesWorker>();
        return builder;
    }
}
