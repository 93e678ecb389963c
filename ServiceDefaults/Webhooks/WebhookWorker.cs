using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>Delivers what is due. Every replica has one; the store sees to it that they do not get in each other's way.</summary>
internal sealed class WebhookWorker(
    WebhookStore store, WebhookEndpoints endpoints, WebhookSender sender, WebhookOutbox outbox, IOptions<WebhookOptions> options, TimeProvider clock,
    ILogger<WebhookWorker> logger) : BackgroundService
{
    private static readonly TimeSpan FailureDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PruneInterval = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<long, Task> inFlight = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pruneAt = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (clock.GetUtcNow() >= pruneAt)
                {
                    await store.PruneAsync(stoppingToken);
                    pruneAt = clock.GetUtcNow() + PruneInterval;
                }

                await DeliverDueAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (NpgsqlException error)
            {
                WebhookLog.Interrupted(logger, error);
                await Task.Delay(FailureDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(inFlight.Values);
    }

    private async Task DeliverDueAsync(CancellationToken stoppingToken)
    {
        var room = options.Value.MaxInFlight - inFlight.Count;
        var claimed = room > 0 ? await store.ClaimAsync(room, stoppingToken) : [];
        foreach (var delivery in claimed)
        {
            // Added before it runs, so that it cannot be over before it is there.
            var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            inFlight[delivery.DeliveryId] = DeliverAsync(delivery, start.Task, stoppingToken);
            start.SetResult();
        }

        if (claimed.Count == 0)
            await outbox.WaitAsync(options.Value.PollInterval, stoppingToken);
    }

    private async Task DeliverAsync(WebhookDelivery delivery, Task started, CancellationToken stoppingToken)
    {
        await started;
        try
        {
            var secrets = await endpoints.ReadSecretsAsync(delivery.EndpointId, stoppingToken);
            var answer = await sender.SendAsync(delivery, secrets, stoppingToken);
            var wait = answer.RetryAfter is { } asked && asked > WaitOf(delivery.Tries) ? asked : WaitOf(delivery.Tries);
            // What has been sent is noted also on the way down.
            var disabled = await store.NoteAsync(delivery, answer, wait, CancellationToken.None);
            WebhookMetrics.Tried(delivery, answer);
            if (!answer.Delivered)
                WebhookLog.NotDelivered(logger, delivery.Message.MessageId, delivery.EndpointId, delivery.Tries, answer.Result);
            if (disabled.Length > 0)
                WebhookLog.Disabled(logger, delivery.EndpointId, disabled);
        }
        catch (Exception error) when (error is NpgsqlException or OperationCanceledException)
        {
            // The claim runs out, and it is tried again under the same id.
            WebhookLog.Interrupted(logger, error);
        }
        finally
        {
            inFlight.TryRemove(delivery.DeliveryId, out _);
            outbox.Wake();
        }
    }

    // Doubled each time up to the longest; then up to half of it less, so that endpoints that failed together do not return together.
    private TimeSpan WaitOf(int tries)
    {
        var full = options.Value.FirstRetry * Math.Pow(2, Math.Min(tries - 1, 30));
        return (full < options.Value.MaxRetry ? full : options.Value.MaxRetry) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
