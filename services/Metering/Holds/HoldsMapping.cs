using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;

namespace Tollgate.Metering.Holds;

/// <summary>The wire's words for holds, and back.</summary>
internal static class HoldsMapping
{
    private const long LatestSecond = 253_402_300_799;

    /// <summary>A command, or why it is none.</summary>
    public static (HoldCommand? Command, HoldFailed? Failure) ToCommand(ReserveRequest request, string currency) => request.CommandCase switch
    {
        ReserveRequest.CommandOneofCase.Hold => ToPlace(request.Hold, currency),
        ReserveRequest.CommandOneofCase.Extend => ToExtend(request.Extend, currency),
        ReserveRequest.CommandOneofCase.Release => ReadAttempt(request.Release.AttemptId) is { } id
            ? (new ReleaseHold(id), null)
            : (null, InvalidAttempt),
        _ => (null, new HoldFailed("INVALID_COMMAND", "The request names no command.")),
    };

    public static ReserveResponse ToResponse(ulong sequence, HoldAnswer answer, string currency) => answer switch
    {
        HoldGranted granted => new()
        {
            Sequence = sequence,
            Granted = new Granted
            {
                Tightest = ToRoom(granted.Tightest, granted.Room),
                HeldCost = new Money { Currency = currency, Nanos = granted.Held.CostNanos },
                HeldTokens = granted.Held.Tokens,
            },
        },
        HoldRefused refused => new() { Sequence = sequence, Refused = ToRefused(refused) },
        HoldReleased => new() { Sequence = sequence, Released = new Released() },
        HoldFailed failed => new()
        {
            Sequence = sequence,
            Failed = new Failed { Reason = failed.Reason, Message = failed.Message, Retryable = failed.IsRetryable },
        },
        _ => throw new ArgumentOutOfRangeException(nameof(answer)),
    };

    private static HoldFailed InvalidAttempt { get; } = new("INVALID_ATTEMPT_ID", "The attempt id is not a UUIDv7.");

    private static (HoldCommand?, HoldFailed?) ToPlace(Contracts.Metering.V1.Hold hold, string currency)
    {
        if (ReadAttempt(hold.AttemptId) is not { } attempt)
            return (null, InvalidAttempt);
        if (hold.Caller is not { TenantId.Length: > 0 } caller || !AttemptFacts.AreStorable(
            caller.TenantId, caller.AssistantId, caller.UserId, caller.ApiKeyId, hold.Provider, hold.Model) || hold.Provider.Length == 0)
        {
            return (null, new HoldFailed("INVALID_CALLER", "Tenant and provider are required, and names are at most 256 characters."));
        }

        if (caller.UserLimit is { TokensPerDay: < 0 })
            return (null, new HoldFailed("INVALID_CALLER", "A user's limit is not negative."));
        if (CheckAmount(hold.Cost, hold.Tokens, currency) is { } failure)
            return (null, failure);
        if (hold.Deadline is { Seconds: < 0 or > LatestSecond } or { Nanos: < 0 or > 999_999_999 })
            return (null, new HoldFailed("INVALID_DEADLINE", "The deadline is no time."));
        var spender = new Spender(caller.TenantId, caller.AssistantId, caller.UserId, caller.ApiKeyId, hold.Provider);
        return (
            new PlaceHold(
                attempt,
                Guid.TryParse(hold.OperationId, out var operation) ? operation : null,
                spender,
                hold.Model,
                new Spend(hold.Cost?.Nanos ?? 0, hold.Tokens),
                hold.Deadline?.ToDateTimeOffset())
            {
                UserLimit = caller.UserLimit is { } limit ? new Budgets.UserLimit(limit.TokensPerDay, limit.Version) : null,
            },
            null);
    }

    private static (HoldCommand?, HoldFailed?) ToExtend(Extend extend, string currency)
    {
        if (ReadAttempt(extend.AttemptId) is not { } attempt)
            return (null, InvalidAttempt);
        return CheckAmount(extend.Cost, extend.Tokens, currency) is { } failure
            ? (null, failure)
            : (new ExtendHold(attempt, new Spend(extend.Cost?.Nanos ?? 0, extend.Tokens)), null);
    }

    private static HoldFailed? CheckAmount(Money? cost, long tokens, string currency)
    {
        if (cost is { Nanos: < 0 or > AttemptFacts.MaxCostNanos } || tokens is < 0 or > AttemptFacts.MaxTokens)
            return new HoldFailed("INVALID_AMOUNT", "An amount is negative or beyond what an attempt can cost.");
        return cost is { Nanos: > 0 } && cost.Currency != currency
            ? new HoldFailed("UNKNOWN_CURRENCY", $"The books are kept in {currency}.")
            : null;
    }

    private static Guid? ReadAttempt(string id) => Guid.TryParse(id, out var parsed) && parsed.Version == 7 ? parsed : null;

    private static BudgetRoom? ToRoom(PeriodState? period, long room)
    {
        if (period is null)
            return null;
        var wire = new BudgetRoom { BudgetId = period.Budget.BudgetId };
        if (period.Budget.Unit == BudgetUnit.Cost)
            wire.Cost = new Money { Currency = period.Budget.Currency, Nanos = room };
        else
            wire.Tokens = room;
        return wire;
    }

    private static Refused ToRefused(HoldRefused refused) => new()
    {
        BudgetId = refused.Period.Budget.BudgetId,
        ScopeKind = refused.Period.Budget.Scope.ToString().ToLowerInvariant(),
        ScopeId = refused.Period.Budget.ScopeId.Length > 0 ? refused.Period.Budget.ScopeId : refused.Period.Budget.TenantId,
        Room = ToRoom(refused.Period, refused.Room),
        ResetTime = refused.Period.Window.IsForever ? null : Timestamp.FromDateTimeOffset(refused.Period.Window.End),
    };
}
