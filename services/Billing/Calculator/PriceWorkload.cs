using NodaTime;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Rating;
using Tollgate.Billing.Statements;
using Tollgate.Tokens;

namespace Tollgate.Billing.Calculator;

/// <summary>What a workload costs under a plan.</summary>
internal sealed record PlanQuote(Plan Plan, Statement Statement);

/// <summary>
/// Prices a workload by rating it: the usage of a period becomes ledger entries, the rater rates them, and the statement is the quote. So a
/// quote cannot differ from the bill.
/// </summary>
internal sealed class PriceWorkload(OfferedPlans plans, FxRates rates, TimeProvider time)
{
    /// <summary>A quote for each plan on offer, the cheapest first.</summary>
    public async Task<IReadOnlyList<PlanQuote>> ExecuteAsync(Workload workload, Func<Plan, bool> wanted, CancellationToken cancellationToken)
    {
        var at = Instant.FromDateTimeOffset(time.GetUtcNow());
        var offered = await plans.ListAsync(cancellationToken);
        return [.. offered.Where(wanted).Select(plan => new PlanQuote(plan, Price(workload, plan, rates, at))).OrderBy(quote => quote.Statement.Total)];
    }

    /// <summary>The statement of a period of that workload, begun at an instant.</summary>
    public static Statement Price(Workload workload, Plan plan, FxRates rates, Instant at) =>
        ImaginedPeriod.Rate(plan, workload.Seats, at, Entries(workload, at), rates);

    // A charge is a function of the cumulative quantity: one entry for all requests to a model costs what they cost one by one.
    private static IEnumerable<UsageEntry> Entries(Workload workload, Instant at)
    {
        foreach (var item in workload.Items)
        {
            var requests = item.RequestsPerDay * workload.Days;
            var usage = new TokenUsage();
            foreach (var (kind, count) in item.PerRequest.NonZero())
                usage = usage.With(kind, count * requests);
            yield return Entry(at, item.Model, usage) with { AssistantId = item.AssistantId, CostNanos = CostNanos(item, requests, at) };
        }

        for (var i = 0; i < Math.Max(workload.ActiveUsers, workload.ActiveAssistants); i++)
        {
            yield return Entry(at, workload.Items[0].Model, new TokenUsage()) with
            {
                UserId = i < workload.ActiveUsers ? $"user-{i}" : "",
                AssistantId = i < workload.ActiveAssistants ? $"assistant-{i}" : "",
            };
        }
    }

    private static UsageEntry Entry(Instant at, string model, TokenUsage usage) => new()
    {
        AttemptId = Guid.Empty,
        Revision = 1,
        TenantId = "",
        Provider = "",
        Model = model,
        CustomerPays = true,
        Usage = usage,
        CostNanos = 0,
        Currency = "USD",
        AttemptTime = at,
        RecordTime = at,
    };

    // By the shipped price book, whoever provides the model; a model that nobody prices there costs nothing here.
    private static long CostNanos(WorkloadItem item, long requests, Instant at)
    {
        var now = at.ToDateTimeOffset();
        var entry = PriceBook.Default.Entries.FirstOrDefault(entry =>
            (entry.Model == item.Model || entry.Aliases.Contains(item.Model)) && entry.Tier == ServiceTier.Standard && entry.IsEffective(now));
        return entry is not null && Cost.TryOf(item.PerRequest, entry, out var cost) == PricingError.None && (Int128)cost.Nanos * requests < long.MaxValue
            ? cost.Nanos * requests
            : 0;
    }
}
