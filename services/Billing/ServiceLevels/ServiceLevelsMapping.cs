using System.Globalization;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;
using Proto = Tollgate.Contracts.Billing.V1;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>Domain to proto, nowhere else.</summary>
internal static class ServiceLevelsMapping
{
    public static Proto.GetServiceLevelResponse ToProto(ServiceStanding standing) => new()
    {
        PeriodStart = SubscriptionMapping.ToTimestamp(standing.Period.Start),
        PeriodEnd = SubscriptionMapping.ToTimestamp(standing.Period.End),
        Assessments = { standing.Stretches.Select(assessment => ToProto(assessment, standing.Currency)) },
        Hours =
        {
            standing.Hours.Select(hour => new Proto.ServiceHour
            {
                Hour = SubscriptionMapping.ToTimestamp(hour.Hour),
                Answered = hour.Answered,
                Failed = hour.Failed,
                NotCounted = hour.NotCounted,
            }),
        },
    };

    public static Proto.ServiceAssessment ToProto(IssuedAssessment issued)
    {
        var assessment = ToProto(issued.Assessment, issued.Currency);
        assessment.InvoiceId = issued.InvoiceId.ToString();
        assessment.InvoiceNumber = issued.Number;
        return assessment;
    }

    private static Proto.ServiceAssessment ToProto(ServiceAssessment assessment, string currency) => new()
    {
        StartTime = SubscriptionMapping.ToTimestamp(assessment.Start),
        EndTime = SubscriptionMapping.ToTimestamp(assessment.End),
        PlanId = assessment.Plan.PlanId,
        PlanVersion = assessment.Plan.Version,
        Promised = PlanMapping.ToProto(assessment.Plan.ServiceLevel!),
        Answered = assessment.Measure.Answered,
        Failed = assessment.Measure.Failed,
        NotCounted = assessment.Measure.NotCounted,
        SlowAnswers = assessment.Measure.SlowAnswers,
        FirstTokens = assessment.Measure.FirstTokens,
        SlowFirstTokens = assessment.Measure.SlowFirstTokens,
        AvailabilityPercent = decimal.Round(assessment.Measure.AvailabilityPercent, 6, MidpointRounding.ToZero).ToString("0.######", CultureInfo.InvariantCulture),
        Missed = { assessment.Measure.Missed(assessment.Plan.ServiceLevel!).Select(ToProto) },
        Fee = BilledMoney.Of(assessment.Fee, currency),
        CreditPercent = assessment.CreditPercent.ToString("0.####", CultureInfo.InvariantCulture),
        Owed = BilledMoney.Of(assessment.Owed, currency),
        Credited = BilledMoney.Of(assessment.Amount, currency),
        Description = assessment.CreditPercent > 0 ? assessment.Describe() : "",
    };

    private static Proto.ServicePromise ToProto(MissedPromise promise) => promise switch
    {
        MissedPromise.Availability => Proto.ServicePromise.Availability,
        MissedPromise.Latency => Proto.ServicePromise.Latency,
        _ => Proto.ServicePromise.FirstToken,
    };
}
