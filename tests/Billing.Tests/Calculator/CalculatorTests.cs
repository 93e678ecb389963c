using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Billing.Rating;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Tests.Calculator;

[Collection(BillingCollection.Name)]
public partial class CalculatorTests(BillingFixture fixture)
{
    private const string Page = "/calculator?model1=gpt-4.1-mini&requests1=5000&input1=1200&cached1=400&output1=250&model2=gpt-4.1&requests2=300&input2=3000&output2=600&days=30&seats=5&users=40&assistants=2";

    private readonly string tenant = $"t-{Guid.NewGuid():N}";

    [Theory]
    [InlineData("starter")]
    [InlineData("pro")]
    [InlineData("enterprise")]
    public async Task The_page_the_call_and_the_bill_agree(string planId)
    {
        var quote = (await fixture.App.Calculator.PriceWorkloadAsync(Request())).Quotes.Single(quote => quote.PlanId == planId);

        // The same month as a customer would use it: 30 days, request after request, by forty people.
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = planId, Seats = 5 });
        var rate = fixture.App.Services.GetRequiredService<RateUsage>();
        for (var day = 0; day < 30; day++)
        {
            await rate.ExecuteAsync(
                [
                    .. Enumerable.Range(0, 50).Select(i => Usage.Of(tenant, new() { Input = 120_000, CachedInput = 40_000, Output = 25_000 }) with { UserId = $"u{i % 40}" }),
                    Usage.Of(tenant, new() { Input = 900_000, Output = 180_000 }, "gpt-4.1"),
                ],
                CancellationToken.None);
        }

        var bill = (await fixture.App.Statements.GetStatementAsync(new() { TenantId = tenant })).Statement;
        Assert.Equal(bill.Total, quote.Total);
        Assert.Equal(bill.Lines.Select(line => (line.LineId, line.Quantity, line.Included, line.Amount)), quote.Lines.Select(line => (line.LineId, line.Quantity, line.Included, line.Amount)));
        Assert.Equal(bill.Total.Nanos, Totals(await HtmlAsync(Page))[quote.DisplayName]);
    }

    [Fact]
    public async Task A_period_can_be_rated_again_under_another_plan_and_under_its_own_comes_out_the_same()
    {
        await fixture.App.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = "starter", Seats = 3 });
        var records = Enumerable.Range(1, 40).Select(i => Usage.Of(tenant, new() { Input = 90_000 * i, Output = 20_000 * i }) with { UserId = $"u{i % 7}" }).ToList();
        records.Add(records[^1] with { Revision = 2, EventId = Guid.NewGuid(), Usage = new() { Input = -1_000_000 } });
        await fixture.App.Services.GetRequiredService<RateUsage>().ExecuteAsync(records, CancellationToken.None);

        var same = await fixture.App.Calculator.RatePeriodUnderPlanAsync(new() { TenantId = tenant, PlanId = "starter" });
        var other = await fixture.App.Calculator.RatePeriodUnderPlanAsync(new() { TenantId = tenant, PlanId = "pro" });

        Assert.Equal(same.Actual.Total, same.Quote.Total);
        Assert.Equal(same.Actual, other.Actual);
        Assert.Contains(other.Quote.Lines, line => line is { ChargeId: "seats", Amount.Nanos: 36_000_000_000 });
    }

    [Fact]
    public async Task The_page_opens_with_an_example_and_needs_neither_login_nor_script_nor_anything_from_elsewhere()
    {
        using var client = fixture.App.CreateClient();
        using var response = await client.GetAsync("/calculator");
        var html = await response.Content.ReadAsStringAsync();

        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.StartsWith("default-src 'none'; style-src 'sha256-", response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Superset(new HashSet<string>(["Starter", "Pro", "Enterprise"]), Totals(html).Keys.ToHashSet());
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http:", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" src=", html, StringComparison.Ordinal);
        Assert.All(Inputs().Matches(html), input => Assert.True(input.Value.Contains("aria-label=", StringComparison.Ordinal) || input.Index > html.IndexOf("class=\"fields\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("model1=gpt-4.1&requests1=many", "Requests a day, row 1 must be a whole number")]
    [InlineData("model1=gpt-4.1&requests1=-1", "Requests a day, row 1 must be a whole number")]
    [InlineData("model1=gpt-4.1&requests1=99999999999", "items[0].requests_per_day must be between")]
    [InlineData("model1=gpt-4.1&requests1=1000000000&input1=9223372036854775807", "items[0].tokens_per_request.input must be between")]
    [InlineData("days=30", "items must be 1 to 100")]
    public async Task What_cannot_be_priced_is_said_and_what_was_typed_is_kept(string query, string message)
    {
        using var client = fixture.App.CreateClient();
        using var response = await client.GetAsync($"/calculator?{query}");
        var html = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, html, StringComparison.Ordinal);
        Assert.Contains("role=\"alert\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_is_never_taken_for_markup()
    {
        var html = await HtmlAsync("/calculator?requests1=1&model1=" + Uri.EscapeDataString("\"><img onerror=x>"));

        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains("&quot;&gt;&lt;img", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_made_for_one_customer_is_priced_for_operators_and_not_shown_to_the_public()
    {
        var planId = $"p-{Guid.NewGuid():N}";
        await fixture.App.Plans.PublishPlanAsync(new()
        {
            Document = TestPlans.Json("starter", plan => (plan["plan_id"], plan["display_name"], plan["effective_from"], plan["listed"]) = (planId, planId, "2026-01-01", false)),
        });

        Assert.Contains((await fixture.App.Calculator.PriceWorkloadAsync(Request())).Quotes, quote => quote.PlanId == planId);
        Assert.DoesNotContain(planId, await HtmlAsync(Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_with_a_workload_is_named()
    {
        var error = TollgateException.FromRpc(await Assert.ThrowsAsync<RpcException>(() => fixture.App.Calculator.PriceWorkloadAsync(new()
        {
            Days = -1, Seats = -1, ActiveUsers = 20_001, Items = { new WorkloadItem { RequestsPerDay = -1, TokensPerRequest = new TokenUsage { Output = -1 } } },
        }).ResponseAsync));

        Assert.Equal(
            ["days", "seats", "active_users", "items[0].model", "items[0].requests_per_day", "items[0].tokens_per_request.output"],
            error.Fields.Select(field => field.Field));
    }

    private static PriceWorkloadRequest Request() => new()
    {
        Items =
        {
            new WorkloadItem { Model = "gpt-4.1-mini", RequestsPerDay = 5000, TokensPerRequest = new() { Input = 1200, CachedInput = 400, Output = 250 } },
            new WorkloadItem { Model = "gpt-4.1", RequestsPerDay = 300, TokensPerRequest = new() { Input = 3000, Output = 600 } },
        },
        Seats = 5,
        ActiveUsers = 40,
        ActiveAssistants = 2,
    };

    private async Task<string> HtmlAsync(string address)
    {
        using var client = fixture.App.CreateClient();
        return await client.GetStringAsync(address);
    }

    private static Dictionary<string, long> Totals(string html) => Cards().Matches(html).DistinctBy(card => card.Groups[1].Value).ToDictionary(
        card => card.Groups[1].Value,
        card => (long)(decimal.Parse(card.Groups[2].Value, NumberStyles.Number, CultureInfo.InvariantCulture) * 1_000_000_000m));

    [GeneratedRegex("""<h3 id="[^"]*">([^<]*?)(?: <span[^>]*>[^<]*</span>)?</h3>\s*<p class="total">[A-Z]{3}&nbsp;([\d,.]+)</p>""")]
    private static partial Regex Cards();

    [GeneratedRegex("<input[^>]*>")]
    private static partial Regex Inputs();
}
