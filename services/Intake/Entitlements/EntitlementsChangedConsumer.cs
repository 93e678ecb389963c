using MassTransit;
using Tollgate.Contracts.Billing.V1;

namespace Tollgate.Intake.Entitlements;

/// <summary>Makes a suspension, or its end, count here at once.</summary>
internal sealed class EntitlementsChangedConsumer(EntitlementsCache entitlements) : IConsumer<EntitlementsChanged>
{
    public Task Consume(ConsumeContext<EntitlementsChanged> context) => entitlements.RefreshAsync(context.CancellationToken);
}
