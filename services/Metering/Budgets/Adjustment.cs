using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Budgets;

/// <summary>What an operator gave a budget's period, or took from it.</summary>
internal sealed record Adjustment(string RequestId, long Amount, string Reason, string AdjustedBy)
{
    // Far above any budget, and a thousand of them still fit the counter.
    private const long MaxAmount = 1_000_000_000_000_000;
    private const int MaxName = 128;
    private const int MaxReason = 512;

    public long Sequence { get; init; }

    public DateTimeOffset AdjustedAt { get; init; }

    public DateTimeOffset PeriodStart { get; init; }

    public static Adjustment Read(BudgetAdjustment? request)
    {
        var rules = new Validation();
        if (rules.Require(request is not null, "adjustment", "is required"))
        {
            RequireText(rules, request!.RequestId, MaxName, "adjustment.request_id");
            RequireText(rules, request.Reason, MaxReason, "adjustment.reason");
            RequireText(rules, request.AdjustedBy, MaxName, "adjustment.adjusted_by");
            rules.Require(request.Amount != 0 && request.Amount is >= -MaxAmount and <= MaxAmount, "adjustment.amount", "must not be 0, and at most a million of the currency");
        }

        rules.ThrowIfInvalid();
        return new Adjustment(request!.RequestId, request.Amount, request.Reason, request.AdjustedBy);
    }

    /// <summary>It asks for the same.</summary>
    public bool IsSameAs(Adjustment other) =>
        (RequestId, Amount, Reason, AdjustedBy) == (other.RequestId, other.Amount, other.Reason, other.AdjustedBy);

    public BudgetAdjustment ToProto() => new()
    {
        RequestId = RequestId,
        Amount = Amount,
        Reason = Reason,
        AdjustedBy = AdjustedBy,
        AdjustTime = Timestamp.FromDateTimeOffset(AdjustedAt),
        PeriodStart = PeriodStart == DateTimeOffset.MinValue ? null : Timestamp.FromDateTimeOffset(PeriodStart),
        Sequence = Sequence,
    };

    private static void RequireText(Validation rules, string text, int longest, string field) =>
        rules.Require(text.Length > 0 && text.Length <= longest && !text.Contains('\0'), field, $"must be 1 to {longest} characters");
}
