using NodaTime;
using Tollgate.Billing.Subscriptions;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.Experiments;

/// <summary>Proto and domain, nowhere else.</summary>
internal static class ExperimentsMapping
{
    /// <summary>What is asked for; its variants come with their documents.</summary>
    public static PriceExperiment ToExperiment(Proto.CreateExperimentRequest request, Instant now) => new()
    {
        ExperimentId = request.ExperimentId,
        PlanId = request.PlanId,
        MaxShare = request.MaxShareBasisPoints,
        MinMargin = request.HasMinMarginBasisPoints ? request.MinMarginBasisPoints : null,
        MinTenants = Math.Max(1, request.MinTenants),
        Start = request.StartTime is { } start ? Instant.FromDateTimeOffset(start.ToDateTimeOffset()) : now,
        End = request.EndTime is { } end ? Instant.FromDateTimeOffset(end.ToDateTimeOffset()) : null,
        Variants = [],
    };

    public static Proto.PriceExperiment ToProto(PriceExperiment experiment)
    {
        var proto = new Proto.PriceExperiment
        {
            ExperimentId = experiment.ExperimentId,
            PlanId = experiment.PlanId,
            MaxShareBasisPoints = experiment.MaxShare,
            MinTenants = experiment.MinTenants,
            StartTime = SubscriptionMapping.ToTimestamp(experiment.Start),
            EndTime = experiment.End is { } end ? SubscriptionMapping.ToTimestamp(end) : null,
            State = experiment.State switch
            {
                ExperimentState.Running => Proto.ExperimentState.Running,
                ExperimentState.Stopped => Proto.ExperimentState.Stopped,
                _ => Proto.ExperimentState.Ended,
            },
            StateReason = experiment.StateReason,
            Variants = { experiment.Variants.Select(ToProto) },
        };
        if (experiment.MinMargin is { } margin)
            proto.MinMarginBasisPoints = margin;
        return proto;
    }

    public static Proto.PriceAssignment ToProto(PriceAssignment assignment) => new()
    {
        TenantId = assignment.TenantId,
        VariantId = assignment.VariantId,
        AssignedBy = assignment.AssignedBy,
        Reason = assignment.Reason,
        ContractVersion = assignment.ContractVersion,
        AssignTime = SubscriptionMapping.ToTimestamp(assignment.AssignTime),
        ReturnTime = assignment.ReturnTime is { } back ? SubscriptionMapping.ToTimestamp(back) : null,
    };

    private static Proto.PriceVariant ToProto(PriceVariant variant)
    {
        var proto = new Proto.PriceVariant { VariantId = variant.VariantId, PlanVersion = variant.PlanVersion, ShareBasisPoints = variant.Share };
        if (variant.Margin is { } margin)
            proto.MarginBasisPoints = margin;
        return proto;
    }
}
