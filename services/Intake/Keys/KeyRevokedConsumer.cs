using MassTransit;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;

namespace Tollgate.Intake.Keys;

/// <summary>Makes a revocation on another replica take effect here at once.</summary>
internal sealed class KeyRevokedConsumer(AccountsCache accounts) : IConsumer<KeyRevoked>
{
    public Task Consume(ConsumeContext<KeyRevoked> context) => accounts.RefreshAsync();
}
