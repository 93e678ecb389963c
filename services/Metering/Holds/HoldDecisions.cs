using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Holds;

/// <summary>Decides commands one after the other on locked rows. Everything is idempotent by attempt.</summary>
internal static class HoldDecisions
{
    public static HoldAnswer Decide(Books books, HoldCommand command) => command switch
    {
        PlaceHold place => Place(books, place),
        ExtendHold extend => Extend(books, extend),
        ReleaseHold release => Release(books, release),
        _ => throw new ArgumentOutOfRangeException(nameof(command)),
    };

    private static HoldAnswer Place(Books books, PlaceHold command)
    {
        if (books.Find(command.AttemptId) is { } known)
            return AsFirstAnswered(known);

        var applicable = books.Budgets.Applicable(ScopeKeys.Of(command.Spender));
        var full = applicable.FirstOrDefault(period => period.Refuses && !period.HasRoomFor(command.Worst.In(period.Budget.Unit)));
        if (full is not null)
        {
            full.Refuse(command.AttemptId, command.Worst.In(full.Budget.Unit));
            books.Add(Describe(books, command, HoldStatus.Refused, [], full));
            return new HoldRefused(full, full.Room);
        }

        foreach (var period in applicable)
            period.Hold(command.AttemptId, command.Worst.In(period.Budget.Unit));
        var tightest = Tightest(applicable);
        books.Add(Describe(books, command, HoldStatus.Held, applicable, tightest));
        return new HoldGranted(tightest, tightest?.Room ?? 0, command.Worst);
    }

    private static HoldAnswer AsFirstAnswered(Hold hold) => hold switch
    {
        { HeldAt: null, Status: HoldStatus.Settled } => HoldFailed.Settled,
        { Status: HoldStatus.Released } => HoldFailed.Tombstoned,
        { Status: HoldStatus.Refused } => new HoldRefused(hold.RoomPeriod!, hold.Room),
        _ => new HoldGranted(hold.RoomPeriod, hold.Room, hold.Worst),
    };

    private static HoldAnswer Extend(Books books, ExtendHold command)
    {
        var hold = books.Find(command.AttemptId);
        switch (hold)
        {
            case null or { Status: HoldStatus.Refused }:
                return HoldFailed.Unknown;
            case { Status: HoldStatus.Released }:
                return HoldFailed.Tombstoned;
            case { Status: HoldStatus.Settled }:
                return HoldFailed.Settled;
        }

        var total = Spend.Max(hold.Worst, command.Total);
        var more = total - hold.Worst;
        if (more != Spend.Zero)
        {
            var full = hold.Periods.FirstOrDefault(period =>
                period.Refuses && more.In(period.Budget.Unit) is > 0 and var amount && !period.HasRoomFor(amount));
            if (full is not null)
            {
                full.Refuse(hold.AttemptId, more.In(full.Budget.Unit));
                return new HoldRefused(full, full.Room);
            }

            foreach (var period in hold.Periods)
                period.Extend(hold.AttemptId, more.In(period.Budget.Unit));
            hold.Worst = total;
            hold.IsChanged = true;
        }

        var tightest = Tightest(hold.Periods);
        return new HoldGranted(tightest, tightest?.Room ?? 0, hold.Worst);
    }

    private static HoldReleased Release(Books books, ReleaseHold command)
    {
        var hold = books.Find(command.AttemptId);
        if (hold is null)
        {
            books.Add(new Hold { AttemptId = command.AttemptId, Status = HoldStatus.Released, EndedAt = books.Now });
        }
        else if (hold.Status == HoldStatus.Held)
        {
            hold.ReleaseAll();
            hold.Status = HoldStatus.Released;
            hold.EndedAt = books.Now;
            hold.IsChanged = true;
        }

        return HoldReleased.Instance;
    }

    private static PeriodState? Tightest(IReadOnlyList<PeriodState> periods) =>
        periods.Aggregate((PeriodState?)null, (tightest, period) => tightest is null || period.IsTighterThan(tightest) ? period : tightest);

    private static Hold Describe(
        Books books, PlaceHold command, HoldStatus status, IReadOnlyList<PeriodState> periods, PeriodState? roomPeriod) => new()
        {
            AttemptId = command.AttemptId,
            Status = status,
            OperationId = command.OperationId,
            TenantId = command.Spender.TenantId,
            Provider = command.Spender.Provider,
            Model = command.Model,
            Worst = command.Worst,
            Periods = periods,
            RoomPeriod = roomPeriod,
            Room = roomPeriod?.Room ?? 0,
            Deadline = command.Deadline,
            HeldAt = books.Now,
        };
}
