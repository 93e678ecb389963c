using Npgsql;
using Tollgate.Contracts.Common.V1;
using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Recovery;

/// <summary>An attempt taken over: an intent without an end, or an end whose usage the provider may still state.</summary>
internal sealed record Orphan
{
    public required AttemptIntent Intent { get; init; }

    /// <summary>By the database's clock.</summary>
    public required DateTimeOffset StartBy { get; init; }

    /// <summary>By the database's clock.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>What was settled before; null for an intent without an end.</summary>
    public SettledEnd? Settled { get; init; }

    public static Orphan Read(NpgsqlDataReader row) => new()
    {
        Intent = AttemptColumns.ReadIntent(row),
        StartBy = row.GetFieldValue<DateTimeOffset>(26),
        Deadline = row.GetFieldValue<DateTimeOffset>(27),
        Settled = (AttemptState)row.GetInt16(25) is AttemptState.Settled
            ? new SettledEnd((AttemptOutcome)row.GetInt16(28), row.GetString(29), row.GetString(30), row.GetFieldValue<DateTimeOffset>(31))
            : null,
    };
}

/// <summary>How an attempt had ended when it was settled.</summary>
internal sealed record SettledEnd(AttemptOutcome Outcome, string FailureReason, string ResponseModel, DateTimeOffset EndTime);
