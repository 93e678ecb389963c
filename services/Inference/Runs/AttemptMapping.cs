using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Inference.Attempts;

namespace Tollgate.Inference.Runs;

/// <summary>Attempts as callers see them.</summary>
internal static class AttemptMapping
{
    public static AttemptStarted ToStarted(OpenedAttempt attempt)
    {
        var (intent, held) = (attempt.Intent, attempt.Held);
        return new AttemptStarted
        {
            AttemptId = intent.AttemptId.ToString(),
            Provider = intent.Provider,
            Model = intent.Model,
            Held = new Money { Currency = held.Currency, Nanos = held.CostNanos },
            BudgetLeft = ToBudgetLeft(attempt),
        };
    }

    public static Attempt ToProto(Settlement settlement)
    {
        var (intent, result) = (settlement.Intent, settlement.Result);
        return new Attempt
        {
            AttemptId = intent.AttemptId.ToString(),
            Provider = intent.Provider,
            Model = intent.Model,
            ResponseModel = result.ResponseModel,
            Outcome = result.Outcome,
            FailureReason = result.FailureReason,
            Usage = result.Usage.ToProto(),
            Cost = new Money { Currency = intent.WorstCase.Currency, Nanos = settlement.CostNanos },
            PriceVersion = settlement.PriceVersion,
            Rank = result.Rank,
            Payer = intent.Payer,
            StartTime = Timestamp.FromDateTimeOffset(intent.StartTime),
            Duration = Duration.FromTimeSpan(result.EndTime - intent.StartTime),
            TimeToFirstToken = result.TimeToFirstToken is { } first ? Duration.FromTimeSpan(first) : null,
        };
    }

    public static BudgetLeft? ToBudgetLeft(OpenedAttempt attempt)
    {
        if (attempt.Tightest is not { } room)
            return null;
        var left = new BudgetLeft { BudgetId = room.BudgetId, Cost = room.Cost };
        if (room.HasTokens)
            left.Tokens = room.Tokens;
        return left;
    }
}
