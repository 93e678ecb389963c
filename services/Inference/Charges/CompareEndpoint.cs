using Microsoft.Extensions.Options;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Inference.Prices;
using Tollgate.Inference.Providers;
using Tollgate.Inference.Reconciliation;
using Tollgate.Tokens;

namespace Tollgate.Inference.Charges;

/// <summary>
/// Compares the finished days of an endpoint with its provider's costs report, those that were compared before as well: what is found
/// otherwise is a new revision. Any number of replicas may do it at once; a revision is written by one.
/// </summary>
internal sealed class CompareEndpoint(
    SettledDays settled, ComparisonStore store, CurrentPrices prices, ChargesMetrics metrics, IOptions<ChargesOptions> options,
    ILogger<CompareEndpoint> logger)
{
    // In which the shipped and the imported books state their prices.
    private const string Currency = "USD";
    private const decimal NanosPerUnit = 1_000_000_000m;

    /// <summary>Compares the days that had ended by an instant and whose usage is reconciled; returns how many lines were found otherwise.</summary>
    public async Task<int> HandleAsync(ProviderEndpoint endpoint, DateTimeOffset endedBy, CancellationToken cancellationToken)
    {
        // Before its usage is reconciled a day has differences that explain themselves.
        if (await settled.ReconciledUntilAsync(endpoint.Name, cancellationToken) is not { } reconciled)
            return 0;
        var until = DateOnly.FromDateTime((reconciled < endedBy ? reconciled : endedBy).UtcDateTime);
        var from = DateOnly.FromDateTime(endedBy.UtcDateTime).AddDays(-options.Value.LookbackDays);
        if (until <= from)
            return 0;

        var changed = 0;
        foreach (var day in await ReadAsync(endpoint, from, until, cancellationToken))
        {
            var found = CompareCharges.Decide(day.Line, day.Price, Currency, options.Value);
            if (await store.WriteAsync(endpoint.Name, found, cancellationToken) is not { } revision)
                continue;
            changed++;
            Tell(endpoint.Name, found, revision);
        }

        return changed;
    }

    private async Task<IEnumerable<(ChargedDay Line, PriceEntry? Price)>> ReadAsync(
        ProviderEndpoint endpoint, DateOnly from, DateOnly until, CancellationToken cancellationToken)
    {
        var (start, end) = (SettledDays.StartOf(from), SettledDays.StartOf(until));
        var report = endpoint.UsageReport!;
        var charges = await report.ReadChargesAsync(start, end, cancellationToken);
        var usage = new List<ReportedUsage>();
        foreach (var operation in ReconcileEndpoint.Operations)
            usage.AddRange(await report.ReadAsync(operation, start, end, OrganizationReport.ByDay, cancellationToken));
        var ours = await settled.ReadAsync(endpoint.Name, from, until, cancellationToken);

        // Snapshots and aliases are the model they are priced as. A line that names none keeps its own name.
        var names = new LineItems(prices.Book, ours);
        var charged = charges.ToLookup(charge => (charge.Day, names.Of(charge.LineItem)));
        var used = usage.ToLookup(reported => (DateOnly.FromDateTime(reported.Minute.UtcDateTime), names.Of(reported.Model)));
        var known = ours.ToLookup(day => (day.Day, names.Of(day.Model)));
        return charged.Select(group => group.Key).Union(used.Select(group => group.Key)).Union(known.Select(group => group.Key))
            .Order()
            .Select(key =>
            {
                var (day, line) = key;
                // A line in two currencies is in none that could be compared.
                var currencies = charged[key].Select(charge => charge.Currency).Distinct().ToArray();
                var charge = new ChargedDay(
                    day,
                    line,
                    string.Join('/', currencies.Order(StringComparer.Ordinal)),
                    (long)decimal.Round(charged[key].Sum(part => part.Amount) * NanosPerUnit, MidpointRounding.ToEven),
                    known[key].Aggregate(SettledCalls.None, (sum, part) => sum + part.Calls),
                    used[key].Aggregate(default(ReportedTokens), (sum, part) => sum + part.Tokens));
                return (charge, names.PriceOf(line, SettledDays.StartOf(day)));
            });
    }

    private void Tell(string endpoint, ComparedCharge found, int revision)
    {
        metrics.Compared(endpoint, found);
        if (found.Explanation is ChargeExplanation.Agrees or ChargeExplanation.Rounding)
            return;
        ChargesLog.Differs(
            logger, endpoint, found.Of.LineItem, found.Of.Day, found.Of.ChargedNanos, found.Of.ChargedCurrency, found.Of.Settled.CostNanos, found.Currency,
            found.Explanation, string.Join(", ", found.Of.Settled.PriceVersions), revision);
    }
}
