using Npgsql;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Audit;

/// <summary>What is audited: attempts that began in a range of time, of one tenant or all.</summary>
/// <param name="TenantId">Empty for all.</param>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
internal readonly record struct AuditRange(string TenantId, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Adds tenant, start and end as $1 to $3.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.AddValue(TenantId);
        parameters.AddTime(Start);
        parameters.AddTime(End);
    }
}
