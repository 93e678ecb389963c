using System.Data;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Options;
using NodaTime;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Budgets;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Forecasts;

/// <summary>Where a tenant and its assistants are heading in a period that needs no budget.</summary>
internal sealed class ForecastUsage(
    NpgsqlDataSource database, IOptions<LedgerOptions> ledger, IOptions<ForecastOptions> options, TimeProvider clock)
{
    private const string DefaultTimeZone = "Etc/UTC";

    public async Task<ForecastUsageResponse> HandleAsync(ForecastUsageRequest request, CancellationToken cancellationToken)
    {
        Check(request);
        var now = clock.GetUtcNow();
        var zone = request.TimeZone.Length == 0 ? DefaultTimeZone : request.TimeZone;
        var window = PeriodWindow.At(request.Period == BudgetPeriod.Unspecified ? BudgetPeriod.Month : request.Period, zone, now);
        var response = new ForecastUsageResponse
        {
            PeriodStart = Timestamp.FromDateTimeOffset(window.Start),
            PeriodEnd = Timestamp.FromDateTimeOffset(window.End),
            ReadTime = Timestamp.FromDateTimeOffset(now),
        };
        foreach (var (assistant, hours, spent) in await ReadAsync(request, window, now, cancellationToken))
        {
            response.Forecasts.Add(new UsageForecast
            {
                AssistantId = assistant,
                Cost = Forecast(new ForecastUnit(ledger.Value.Currency)),
                Tokens = Forecast(ForecastUnit.Tokens),
            });

            Forecast Forecast(ForecastUnit unit) => new PeriodForecast(
                unit, zone, window, window.Start, now, unit.Of(spent),
                HourlySeries.Of(hours.ToDictionary(hour => hour.Key, hour => unit.Of(hour.Value)), HourRange.Floor(now))).ToProto();
        }

        return response;
    }

    private static void Check(ForecastUsageRequest request)
    {
        TenantRules.Require(request.TenantId);
        var rules = new Validation();
        rules.Require(
            request.Period is BudgetPeriod.Unspecified or BudgetPeriod.Day or BudgetPeriod.Week or BudgetPeriod.Month,
            "period",
            "must be day, week or month");
        rules.Require(
            request.TimeZone.Length == 0 || DateTimeZoneProviders.Tzdb.GetZoneOrNull(request.TimeZone) is not null, "time_zone", "is not an IANA time zone");
        rules.ThrowIfInvalid();
    }

    // The tenant first, then its assistants. What they spent so far adds up to what it did.
    private async Task<IReadOnlyList<Used>> ReadAsync(
        ForecastUsageRequest request, PeriodWindow window, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var scope = UsageScope.Tenant(request.TenantId);
        var firstWhole = HourRange.Ceiling(window.Start);
        var from = HourRange.Floor(now.AddDays(-options.Value.HistoryDays));
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var hours = await UsageHours.ByAssistantAsync(
            transaction, scope, from < firstWhole ? from : firstWhole, HourRange.Floor(now).AddHours(1), cancellationToken);
        var parts = firstWhole == window.Start
            ? new Dictionary<string, Spend>()
            : await UsageHours.PartOfHourAsync(transaction, scope, window.Start, firstWhole, cancellationToken);

        var used = new List<Used> { Total("", hours.SelectMany(assistant => assistant), parts.Values.Aggregate(Spend.Zero, (sum, part) => sum + part)) };
        if (request.ByAssistant)
        {
            used.AddRange(
                from assistant in hours
                where assistant.Key.Length > 0
                orderby assistant.Key
                select Total(assistant.Key, assistant, parts.GetValueOrDefault(assistant.Key)));
        }

        return used;

        Used Total(string assistant, IEnumerable<(DateTimeOffset Hour, Spend Spend)> rows, Spend part)
        {
            var byHour = rows.GroupBy(row => row.Hour)
                .ToDictionary(hour => hour.Key, hour => hour.Aggregate(Spend.Zero, (sum, row) => sum + row.Spend));
            return new Used(assistant, byHour, byHour.Where(hour => hour.Key >= firstWhole).Aggregate(part, (sum, hour) => sum + hour.Value));
        }
    }

    private sealed record Used(string AssistantId, IReadOnlyDictionary<DateTimeOffset, Spend> Hours, Spend Spent);
}
