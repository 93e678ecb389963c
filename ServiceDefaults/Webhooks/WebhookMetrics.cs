using System.Diagnostics.Metrics;

namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>Instruments of webhook delivery.</summary>
internal static class WebhookMetrics
{
    private static readonly Meter Meter = new("Tollgate.Webhooks");

    private static readonly Counter<long> Tries = Meter.CreateCounter<long>(
        "tollgate.webhooks.tries", "{try}", "Tries to deliver a webhook, by whether it was delivered.");

    internal static void Tried(WebhookDelivery delivery, WebhookAnswer answer) => Tries.Add(
        1, new KeyValuePair<string, object?>("delivered", answer.Delivered), new KeyValuePair<string, object?>("first_try", delivery.Tries == 1));
}
