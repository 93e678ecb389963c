using Tollgate.Metering.Costs;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Outcomes;
using Tollgate.Metering.Requests;
using Tollgate.ServiceDefaults.Messaging;

namespace Tollgate.Metering.Messaging;

internal static class MessagingExtensions
{
    /// <summary>
    /// Adds what this service hears. Many messages at a time, because each waits only for the commit that it shares with the others.
    /// </summary>
    public static IHostApplicationBuilder AddMeteringMessaging(this IHostApplicationBuilder builder)
    {
        builder.AddBus(bus =>
        {
            bus.AddWorkConsumer<RecordUsageConsumer>("record-usage", prefetch: 128, concurrency: 64);
            bus.AddWorkConsumer<RecordRequestConsumer>("record-requests", prefetch: 256, concurrency: 128);
            bus.AddWorkConsumer<RecordOutcomeConsumer>("record-outcomes", prefetch: 64, concurrency: 32);
            bus.AddWorkConsumer<EnterChargeDifferenceConsumer>("enter-charge-differences", prefetch: 8, concurrency: 4);
        });
        return builder;
    }
}
