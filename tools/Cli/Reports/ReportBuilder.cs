using Tollgate.Cli.Books;
using Tollgate.Cli.Platform;
using Tollgate.Cli.Workloads;
using Tollgate.Contracts.Billing.V1;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Usage = Tollgate.Tokens.TokenUsage;

namespace Tollgate.Cli.Reports;

/// <summary>Puts a report together: what the client saw, what the services' books say, what the audit found.</summary>
public sealed class ReportBuilder(PlatformClients platform)
{
    private const decimal NanosPerUnit = 1_000_000_000m;

    /// <summary>Builds it.</summary>
    public async Task<DemoReport> BuildAsync(
        WorkTally tally, AuditResult audit, TraceReport? trace, TimeSpan duration, CancellationToken cancellationToken)
    {
        var usage = Usage.Zero;
        var cost = 0L;
        var statements = new List<StatementReport>();
        var budgets = new List<BudgetReport>();
        foreach (var tenant in await new PlatformBooks(platform).TenantsAsync(cancellationToken))
        {
            var id = tenant.TenantId;
            foreach (var row in (await platform.Usage.QueryUsageAsync(new QueryUsageRequest { TenantId = id }, cancellationToken: cancellationToken)).Rows)
            {
                usage += row.Usage.ToUsage();
                cost += row.Cost.Nanos;
            }

            var list = await platform.Budgets.ListBudgetsAsync(new ListBudgetsRequest { TenantId = id }, cancellationToken: cancellationToken);
            budgets.AddRange(list.Budgets.Select(ToReport));
            statements.Add(ToReport((await platform.Statements.GetStatementAsync(
                new GetStatementRequest { TenantId = id }, cancellationToken: cancellationToken)).Statement));
        }

        return new DemoReport
        {
            Requests = tally.Requests,
            Answered = tally.Answered,
            Refused = tally.Refused,
            Failed = tally.Failed,
            Escalated = tally.Escalated,
            Downgraded = tally.Downgraded,
            CacheHits = tally.CacheHits,
            AnsweredWithCitations = tally.Cited,
            Retries = tally.Retries,
            Tokens = new TokenReport(
                usage.Input, usage.CachedInput, usage.CacheWrite5m + usage.CacheWrite1h, usage.Output, usage.Reasoning, usage.ImageInput,
                usage.ImageOutput, usage.AudioInput + usage.CachedAudioInput, usage.AudioOutput, usage.Tool),
            CostUsd = cost / NanosPerUnit,
            BaselineCostUsd = tally.BaselineNanos / NanosPerUnit,
            Budgets = budgets,
            Statements = statements,
            Trace = trace,
            Reasons = tally.Reasons,
            LatencyS = Latencies([.. tally.Latencies.Order()]),
            DurationS = Math.Round((decimal)duration.TotalSeconds, 3),
            Audit = new AuditReport(
                audit.Balanced, audit.UsageRecords, audit.ProviderRecords, audit.DifferenceTokens, audit.DifferenceNanos, audit.Findings),
        };
    }

    private static LatencyReport Latencies(double[] sorted)
    {
        decimal At(double share) => sorted.Length == 0 ? 0 : Math.Round((decimal)sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)], 4);
        return new LatencyReport(At(0.50), At(0.95), At(0.99));
    }

    private static decimal Amount(Money? money) => (money?.Nanos ?? 0) / NanosPerUnit;

    private static BudgetReport ToReport(Budget budget)
    {
        var isCost = budget.LimitCase == Budget.LimitOneofCase.CostLimit;
        var unit = isCost ? NanosPerUnit : 1m;
        var state = budget.State ?? new BudgetState();
        return new BudgetReport(
            budget.BudgetId, budget.TenantId, budget.Hard, isCost ? budget.CostLimit.Currency : "tokens",
            isCost ? Amount(budget.CostLimit) : budget.TokenLimit, state.Settled / unit, state.Held / unit, state.CrossedPercents);
    }

    private static StatementReport ToReport(Statement statement) => new(
        statement.TenantId, statement.PlanId, Amount(statement.Total), Amount(statement.ProviderCost), statement.UsageRecords,
        [.. statement.Lines.Select(line => new StatementLineReport(
            line.ChargeId, line.Description, line.Quantity, line.Included, Amount(line.Amount)))]);
}
