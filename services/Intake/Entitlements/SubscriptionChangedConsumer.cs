using MassTransit;
using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Intake.Entitlements;

/// <summary>Makes a new or changed subscription count here at once.</summary>
internal sealed class SubscriptionChangedConsumer(EntitlementsCache entitlements) : IConsumer<SubscriptionChanged>
{
    public Task Consume(ConsumeContext<SubscriptionChanged> context) => entitlements.RefreshAsync(context.CancellationToken);
}
