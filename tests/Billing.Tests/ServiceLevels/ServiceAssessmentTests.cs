using System.Text.Json.Nodes;
using NodaTime;
using Tollgate.Billing.Plans;
using Tollgate.Billing.ServiceLevels;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Billing.Tests.ServiceLevels;

public class ServiceAssessmentTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 1, 0, 0);
    private static readonly Plan Enterprise = Shipped.Plan("enterprise");

    [Theory]
    [InlineData("answered", "", "answered")]
    [InlineData("cached", "", "answered")]
    [InlineData("failed", "PROVIDER_UNAVAILABLE", "failed")]
    [InlineData("failed", "DEADLINE_EXCEEDED", "failed")]
    [InlineData("failed", "INTERNAL", "failed")]
    [InlineData("failed", "CANCELLED", "not_counted")]
    [InlineData("refused", "PROVIDER_RATE_LIMITED", "failed")]
    [InlineData("refused", "BUDGET_EXCEEDED", "not_counted")]
    [InlineData("refused", "CREDIT_EXHAUSTED", "not_counted")]
    [InlineData("refused", "INVALID_REQUEST", "not_counted")]
    [InlineData("refused", "PROMPT_TOO_LONG", "not_counted")]
    [InlineData("refused", "FEATURE_NOT_IN_PLAN", "not_counted")]
    [InlineData("vanished", "", null)]
    public void What_is_the_customers_own_doing_does_not_count(string outcome, string reason, string? verdict) =>
        Assert.Equal(verdict, ServiceVerdicts.Of(Requests.Of("t", DateTimeOffset.UnixEpoch, outcome, reason)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.4, 10)]
    [InlineData(10, 10)]
    [InlineData(10.1, 20)]
    [InlineData(8_000, 8_000)]
    [InlineData(8_000.001, 8_010)]
    [InlineData(60_000, 60_000)]
    [InlineData(60_001, 61_000)]
    [InlineData(600_000, 600_000)]
    [InlineData(600_001, 601_000)]
    [InlineData(9_999_999, 601_000)]
    [InlineData(-5, 0)]
    public void Times_are_rounded_up_to_a_step(double milliseconds, int step) =>
        Assert.Equal(step, LatencySteps.Of(TimeSpan.FromMicroseconds(milliseconds * 1000)));

    [Theory]
    [InlineData(1_000, 0, "0", 0)]
    [InlineData(999, 1, "0", 0)] // 99.9 % is kept
    [InlineData(998, 2, "10", 1)]
    [InlineData(995, 5, "10", 1)] // 99.5 % is not below it
    [InlineData(994, 6, "25", 1)]
    [InlineData(989, 11, "40", 1)]
    [InlineData(900, 100, "50", 1)]
    [InlineData(0, 1_000, "50", 1)]
    [InlineData(50, 49, "0", 0)] // too few to judge
    public void The_less_was_answered_the_more_is_owed(long answered, long failed, string percent, int missed)
    {
        var assessment = Of(new(answered, failed, 7, 0, answered, 0));

        Assert.Equal(percent, assessment.CreditPercent.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(missed, assessment.Measure.Missed(Enterprise.ServiceLevel!).Count());
        Assert.Equal(BilledMoney.Round(2500m * assessment.CreditPercent / 100m), assessment.Owed);
    }

    [Fact]
    public void One_in_twenty_may_be_late_and_promises_that_were_missed_add_up_to_the_most_that_is_credited()
    {
        Assert.Equal(0m, Of(new(1_000, 0, 0, 50, 1_000, 50)).CreditPercent);
        Assert.Equal(10m, Of(new(1_000, 0, 0, 51, 1_000, 50)).CreditPercent);
        Assert.Equal(20m, Of(new(1_000, 0, 0, 51, 1_000, 51)).CreditPercent);
        Assert.Equal(45m, Of(new(994, 6, 0, 500, 994, 500)).CreditPercent);
        Assert.Equal(50m, Of(new(900, 100, 0, 500, 900, 500)).CreditPercent);
    }

    [Fact]
    public void An_invoice_says_what_was_measured_and_what_was_promised() => Assert.Equal(
        "Service credit, 2026-11-01 to 2026-11-30: 99.414 % of 10,253 requests answered, 99.9 % promised; "
        + "900 of 10,193 answers later than 8 s, one in twenty allowed; 35 % of the fee of 2500.00",
        Of(new(10_193, 60, 12, 900, 10_193, 3)).Describe());

    [Fact]
    public void A_plan_with_one_credit_credits_at_most_that()
    {
        var plan = TestPlans.Plan("enterprise", plan => plan["service_level"] = JsonNode.Parse(
            """{"availability_percent": "99.9", "latency_p95_ms": 8000, "credit_percent": "10"}"""));

        Assert.Equal(10m, ServiceAssessment.Of(plan, Start, Start + Duration.FromDays(30), new(1, 9, 0, 1, 0, 0), 2500m).CreditPercent);
    }

    [Fact]
    public void A_request_that_cannot_be_believed_is_not_measured()
    {
        var now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
        var good = Requests.Of("acme", now);

        Assert.NotNull(ServiceRequest.Of(good, now));
        Assert.All<RequestCompleted>(
            [
                good with { TenantId = "No Tenant" }, good with { EventId = Guid.Empty }, good with { Outcome = "vanished" },
                good with { AcceptTime = now.AddDays(-36) }, good with { AcceptTime = now.AddMinutes(6) }, good with { Reason = "a\0b" },
            ],
            bad => Assert.Null(ServiceRequest.Of(bad, now)));
    }

    private static ServiceAssessment Of(ServiceMeasure measure) =>
        ServiceAssessment.Of(Enterprise, Start, Instant.FromUtc(2026, 12, 1, 0, 0), measure, 2500m);
}
