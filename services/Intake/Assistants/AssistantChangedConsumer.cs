using MassTransit;
using Tollgate.Contracts.Intake.V1;
using Tollgate.Intake.Accounts;

namespace Tollgate.Intake.Assistants;

/// <summary>Makes a change on another replica take effect here. Cached answers carry the assistant's version and are not found any more.</summary>
internal sealed class AssistantChangedConsumer(AccountsCache accounts) : IConsumer<AssistantChanged>
{
    public Task Consume(ConsumeContext<AssistantChanged> context) => accounts.RefreshAsync();
}
