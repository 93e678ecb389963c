using System.Globalization;
using NodaTime;
using Tollgate.Billing.Plans;

namespace Tollgate.Billing.ServiceLevels;

/// <summary>What the promises of a plan came to in a stretch of a period, and what of the fee is owed back for it.</summary>
internal sealed record ServiceAssessment
{
    /// <summary>Inclusive.</summary>
    public required Instant Start { get; init; }

    /// <summary>Exclusive.</summary>
    public required Instant End { get; init; }

    public required Plan Plan { get; init; }

    public required ServiceMeasure Measure { get; init; }

    /// <summary>The recurring fee of the stretch.</summary>
    public required decimal Fee { get; init; }

    /// <summary>Share of the fee that is owed back.</summary>
    public required decimal CreditPercent { get; init; }

    /// <summary>What of it an invoice credits; 0 where the promises were kept, or what is owed was credited before.</summary>
    public decimal Amount { get; init; }

    /// <summary>What is owed back, whoever credited how much of it.</summary>
    public decimal Owed => BilledMoney.Round(Fee * CreditPercent / 100m);

    /// <summary>Judges a measure: a pure function of it and of the plan.</summary>
    public static ServiceAssessment Of(Plan plan, Instant start, Instant end, ServiceMeasure measure, decimal fee) => new()
    {
        Start = start,
        End = end,
        Plan = plan,
        Measure = measure,
        Fee = fee,
        CreditPercent = CreditPercentOf(Promise(plan), measure),
    };

    /// <summary>What an invoice says of it: the evidence.</summary>
    public string Describe()
    {
        var level = Promise(Plan);
        var missed = Measure.Missed(level).Select(promise => promise switch
        {
            MissedPromise.Availability => string.Create(
                CultureInfo.InvariantCulture,
                $"{Percent(Measure.AvailabilityPercent)} % of {Measure.Counted:N0} requests answered, {level.AvailabilityPercent} % promised"),
            MissedPromise.Latency => Late(Measure.SlowAnswers, Measure.Answered, "answers", level.LatencyP95),
            _ => Late(Measure.SlowFirstTokens, Measure.FirstTokens, "answers began", level.FirstTokenP95),
        });
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Service credit, {Day(Start)} to {Day(End - Duration.Epsilon)}: {string.Join("; ", missed)}; {Trimmed(CreditPercent)} % of the fee of {Fee:0.00}");
    }

    private static string Late(long late, long all, string what, Duration? promised) => string.Create(
        CultureInfo.InvariantCulture,
        $"{late:N0} of {all:N0} {what} later than {Trimmed((decimal)(promised?.TotalMilliseconds ?? 0) / 1000m)} s, one in twenty allowed");

    private static decimal CreditPercentOf(ServiceLevel level, ServiceMeasure measure)
    {
        var sum = measure.Missed(level).Sum(promise => promise == MissedPromise.Availability
            ? level.CreditFor(measure.AvailabilityPercent)
            : level.CreditPercent);
        return Math.Min(sum, level.MaxCreditPercent);
    }

    private static ServiceLevel Promise(Plan plan) =>
        plan.ServiceLevel ?? throw new InvalidOperationException($"Plan {plan.PlanId} version {plan.Version} promises nothing.");

    // Rounded down: what was missed by a hair must not read as kept.
    private static string Percent(decimal percent) => (Math.Floor(percent * 1000m) / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    private static string Trimmed(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Day(Instant at) => at.InUtc().Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
}
