using Google.Protobuf.WellKnownTypes;
using Npgsql;
using Tollgate.Metering.Persistence;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Audit;

/// <summary>What is audited: attempts that began in a range of time, of one tenant or all.</summary>
/// <param name="TenantId">Empty for all.</param>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
internal readonly record struct AuditRange(string TenantId, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>Reads a range as asked for, checked.</summary>
    public static AuditRange Read(string tenantId, Timestamp? start, Timestamp? end)
    {
        if (tenantId.Length > 0)
            TenantRules.Require(tenantId);
        var (from, to) = HourRange.Read(start, end);
        return new AuditRange(tenantId, from ?? DateTimeOffset.MinValue, to ?? DateTimeOffset.MaxValue);
    }

    /// <summary>All tenants in a span.</summary>
    public static AuditRange Of(AuditSpan span) => new("", span.Start, span.End);

    /// <summary>Its span of time.</summary>
    public AuditSpan Span => new(Start, End);

    /// <summary>The same tenants in a span.</summary>
    public AuditRange In(AuditSpan span) => this with { Start = span.Start, End = span.End };

    /// <summary>The hours that it touches.</summary>
    public AuditRange InWholeHours() => this with
    {
        Start = Start == DateTimeOffset.MinValue ? Start : HourRange.Floor(Start),
        End = End == DateTimeOffset.MaxValue ? End : HourRange.Ceiling(End),
    };

    /// <summary>Adds tenant, start and end as $1 to $3.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.AddValue(TenantId);
        parameters.AddTime(Start);
        parameters.AddTime(End);
    }
}
