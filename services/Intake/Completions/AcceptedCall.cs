using Tollgate.Contracts.Common.V1;
using Tollgate.Intake.Accounts;

namespace Tollgate.Intake.Completions;

/// <summary>A valid call, and who makes it.</summary>
internal record AcceptedCall
{
    public required Caller Caller { get; init; }

    public required TenantSettings Tenant { get; init; }

    public required DateTimeOffset AcceptTime { get; init; }
}
