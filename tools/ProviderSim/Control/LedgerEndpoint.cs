using System.Globalization;
using Tollgate.ProviderSim.Ledger;

namespace Tollgate.ProviderSim.Control;

/// <summary>A page of the ledger in id order; <paramref name="NextSinceId"/> asks for the next one.</summary>
internal sealed record LedgerPage(IReadOnlyList<CallView> Calls, long NextSinceId, bool HasMore);

/// <summary>Totals of some calls.</summary>
internal sealed record LedgerTotals(long BilledCalls, TokenUsage Tokens, long CostNanos);

/// <summary>Totals of all calls, or of those received in a span of time.</summary>
internal sealed record LedgerSummary(
    long BilledCalls, long FailedCalls, long OpenCalls, TokenUsage Tokens, long CostNanos, SortedDictionary<string, LedgerTotals> ByModel);

internal static class LedgerEndpoint
{
    private const int DefaultLimit = 1_000, MostEntries = 10_000;

    public static void MapLedger(this RouteGroupBuilder group)
    {
        group.MapGet("/ledger", (HttpContext http, CallLedger ledger) =>
        {
            var sinceId = Number(http, "since_id") ?? 0;
            var limit = (int)Math.Clamp(Number(http, "limit") ?? DefaultLimit, 1, MostEntries);
            return Results.Json(Page(ledger.Book, sinceId, limit), ControlJson.Default.LedgerPage);
        });
        group.MapGet("/ledger/summary", (HttpContext http, CallLedger ledger) =>
            Results.Json(Sum(ledger.Book, Number(http, "start_time"), Number(http, "end_time")), ControlJson.Default.LedgerSummary));
    }

    private static LedgerPage Page(CallBook book, long sinceId, int limit)
    {
        var calls = book.Page(sinceId, limit).Select(CallView.Of).ToList();
        var last = calls.Count > 0 ? calls[^1].Id : Math.Max(0, sinceId);
        return new LedgerPage(calls, last, last < book.LastId);
    }

    private static LedgerSummary Sum(CallBook book, long? from, long? to)
    {
        long failed = 0, open = 0;
        var all = new LedgerTotals(0, default, 0);
        var byModel = new SortedDictionary<string, LedgerTotals>(StringComparer.Ordinal);
        foreach (var entry in book.All())
        {
            var received = entry.Start.ReceivedAt.ToUnixTimeSeconds();
            if (received < from || received >= to)
                continue;
            if (entry.End is not { } end)
                open++;
            else if (end.State == CallState.Failed)
                failed++;
            else
            {
                all = Add(all, end);
                byModel[entry.Start.Model] = Add(byModel.GetValueOrDefault(entry.Start.Model) ?? new LedgerTotals(0, default, 0), end);
            }
        }
        return new LedgerSummary(all.BilledCalls, failed, open, all.Tokens, all.CostNanos, byModel);
    }

    private static LedgerTotals Add(LedgerTotals totals, CallEnd end) =>
        new(totals.BilledCalls + 1, totals.Tokens + end.Usage, totals.CostNanos + end.CostNanos);

    private static long? Number(HttpContext http, string name) =>
        long.TryParse(http.Request.Query[name], NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
