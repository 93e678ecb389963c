using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.Metering.Notices;

/// <summary>Looks for steps and mails that are due. Every replica has one; the rows decide who does what.</summary>
internal sealed class NoticesWorker(
    EscalateNotices escalate, MailNotices mails, IOptions<NoticesOptions> options, TimeProvider clock, ILogger<NoticesWorker> logger) : BackgroundService
{
    private bool HasMailServer => options.Value.SmtpHost.Length > 0;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        if (!HasMailServer)
            NoticesLog.WebhooksOnly(logger);
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await escalate.HandleAsync(stoppingToken) > 0)
                {
                }

                while (HasMailServer && await mails.HandleAsync(stoppingToken))
                {
                }
            }
            catch (NpgsqlException error)
            {
                NoticesLog.Interrupted(logger, error);
            }
        }
    }
}
