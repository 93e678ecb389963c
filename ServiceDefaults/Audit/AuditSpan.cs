using Npgsql;

namespace Tollgate.ServiceDefaults.Audit;

/// <summary>A span of attempt times.</summary>
/// <param name="Start">Inclusive.</param>
/// <param name="End">Exclusive.</param>
/// <param name="Sealed">The sealed day that it is, when it is read although there is a seal.</param>
public readonly record struct AuditSpan(DateTimeOffset Start, DateTimeOffset End, DateOnly? Sealed = null)
{
    /// <summary>Some of its rows are no longer in the database.</summary>
    public bool IsArchived { get; init; }

    /// <summary>Since the beginning, without an end.</summary>
    public static AuditSpan Always { get; } = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>A day, UTC.</summary>
    public static AuditSpan Of(DateOnly day)
    {
        var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return new AuditSpan(start, start.AddDays(1));
    }

    /// <summary>Adds start and end; the ends of time are those of the database.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = Start.UtcDateTime });
        parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = End.UtcDateTime });
    }
}
