using Microsoft.Extensions.Options;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Persistence;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Usage;

/// <summary>Sums usage from the rollups.</summary>
internal sealed class QueryUsage(NpgsqlDataSource database, IOptions<LedgerOptions> ledger)
{
    private const string TokenKind = "token_kind";
    private const string Origin = "origin";

    public async Task<QueryUsageResponse> HandleAsync(QueryUsageRequest request, CancellationToken cancellationToken)
    {
        TenantRules.Require(request.TenantId);
        var hours = HourRange.Covering(request.StartTime, request.EndTime);
        var split = SplitOf(request.GroupBy);
        var grouping = Grouping.Of(
            [.. request.GroupBy.Where(name => name is not (TokenKind or Origin))], "hour", "day", "assistant", "user", "model", "provider", "payer");

        await using var query = database.CreateCommand(
            $"""
            SELECT {grouping.Select} coalesce(sum(attempts), 0)::bigint, {UsageAmounts.SumList}
            FROM usage_rollups WHERE tenant_id = $1 AND hour >= $2 AND hour < $3 {grouping.GroupBy}
            """);
        query.Parameters.AddValue(request.TenantId);
        query.Parameters.AddTime(hours.Start ?? DateTimeOffset.MinValue);
        query.Parameters.AddTime(hours.End ?? DateTimeOffset.MaxValue);
        var response = new QueryUsageResponse();
        await using var rows = await query.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            var (attempts, amounts) = (rows.GetInt64(grouping.Count), UsageAmounts.Read(rows, grouping.Count + 1));
            foreach (var row in Rows(attempts, amounts, split))
            {
                grouping.Read(rows, row.Group);
                response.Rows.Add(row);
            }
        }

        return response;
    }

    private IEnumerable<UsageRow> Rows(long attempts, UsageAmounts amounts, string? split) => split switch
    {
        TokenKind => UsageMapping.ByKind(attempts, amounts).Select(row => Named(row, split)),
        Origin => UsageMapping.ByOrigin(attempts, amounts).Select(row => Named(row, split)),
        _ => [UsageMapping.ToRow(attempts, amounts, ledger.Value.Currency)],
    };

    private static UsageRow Named((string Name, UsageRow Row) part, string split)
    {
        part.Row.Group[split] = part.Name;
        return part.Row;
    }

    // A token has a kind and an origin, but they are counted apart: one by the provider, the other by us before the call.
    private static string? SplitOf(IReadOnlyCollection<string> groupBy)
    {
        var rules = new Validation();
        rules.Require(!(groupBy.Contains(TokenKind) && groupBy.Contains(Origin)), "group_by", "takes token_kind or origin, not both");
        rules.ThrowIfInvalid();
        return groupBy.Contains(TokenKind) ? TokenKind : groupBy.Contains(Origin) ? Origin : null;
    }
}
