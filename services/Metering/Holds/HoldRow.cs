using Npgsql;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Holds;

/// <summary>A stored hold, as read before the budgets it names are known.</summary>
internal sealed record HoldRow(
    Guid AttemptId, HoldStatus Status, Guid? OperationId, string TenantId, string Provider, string Model, Spend Worst,
    long[] PeriodKeys, long? RoomPeriodKey, long Room, DateTimeOffset? Deadline, DateTimeOffset? HeldAt, DateTimeOffset? EndedAt,
    int Revision, short Rank)
{
    public static HoldRow Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        (HoldStatus)row.GetInt16(1),
        row.GetFieldValue<Guid?>(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        new Spend(row.GetInt64(6), row.GetInt64(7)),
        row.GetFieldValue<long[]>(8),
        row.GetFieldValue<long?>(9),
        row.GetFieldValue<long?>(10) ?? 0,
        ReadTime(row, 11),
        ReadTime(row, 12),
        ReadTime(row, 13),
        row.GetInt32(14),
        row.GetInt16(15));

    public Hold ToHold(BudgetBook budgets) => new()
    {
        AttemptId = AttemptId,
        Status = Status,
        OperationId = OperationId,
        TenantId = TenantId,
        Provider = Provider,
        Model = Model,
        Worst = Worst,
        Periods = [.. PeriodKeys.Select(budgets.Period)],
        RoomPeriod = RoomPeriodKey is { } key ? budgets.Period(key) : null,
        Room = Room,
        Deadline = Deadline,
        HeldAt = HeldAt,
        EndedAt = EndedAt,
        Revision = Revision,
        Rank = Rank,
        IsStored = true,
    };

    private static DateTimeOffset? ReadTime(NpgsqlDataReader row, int ordinal) =>
        row.IsDBNull(ordinal) ? null : BudgetRows.ReadTime(row, ordinal);
}
