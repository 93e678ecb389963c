using Microsoft.Extensions.Options;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Ledger;
using Tollgate.Metering.Tests.Audit;
using Tollgate.Metering.Usage;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Tests.Usage;

public sealed class QueryUsageTests(MeteringDatabase database) : IClassFixture<MeteringDatabase>
{
    [Fact]
    public async Task Every_grouping_sums_to_the_ledger_under_concurrency_and_corrections()
    {
        var tenant = Given.Tenant();
        var random = new Random(11);
        var facts = Enumerable.Range(0, 120).Select(_ => Fact(tenant, random)).ToArray();
        var corrections = facts.Where((_, i) => i % 3 == 0).Select(fact => Fact(tenant, random) with
        {
            AttemptId = fact.AttemptId, Rank = UsageRank.Provider, StartTime = fact.StartTime, EndTime = fact.EndTime,
        }).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
        {
            TokensMetered[] delivered = [.. facts, .. corrections];
            new Random(i).Shuffle(delivered);
            return database.Usage().HandleAsync(delivered, default);
        }));

        await DigestBooksTests.AssertBalancedAsync(database, tenant);
        var (attempts, cost, input, output) = await LedgerAsync(tenant);
        string[] groups = ["hour", "day", "assistant", "user", "model", "provider", "payer"];
        foreach (var grouping in groups.Select(group => new[] { group }).Append(groups).Append([]))
        {
            var rows = await QueryAsync(tenant, grouping);
            Assert.Equal(
                (attempts, cost, input, output),
                (rows.Sum(row => row.Attempts), rows.Sum(row => row.Cost.Nanos), rows.Sum(row => row.Usage.Input), rows.Sum(row => row.Usage.Output)));
            Assert.Equal(rows.Count, rows.Select(row => string.Join('|', row.Group.OrderBy(value => value.Key).Select(value => value.Value))).Distinct().Count());
        }
    }

    [Fact]
    public async Task A_row_of_a_token_kind_or_an_origin_has_its_tokens_and_no_cost()
    {
        var tenant = Given.Tenant();
        await database.Usage().HandleAsync([Given.Usage(tenant, 100), Given.Usage(tenant, 50)], default);

        var kinds = await QueryAsync(tenant, "token_kind", "model");
        var origins = await QueryAsync(tenant, "origin");

        Assert.Equal(
            [("input", 140), ("cached_input", 40), ("output", 18), ("reasoning", 2), ("tool", 6)],
            kinds.Select(row => (row.Group["token_kind"], row.Usage.ToUsage().NonZero().Single().Value)));
        Assert.All(kinds, row => Assert.Equal(("small", 2, (Money?)null), (row.Group["model"], row.Attempts, row.Cost)));
        Assert.Equal([("system", 100), ("user", 80)], origins.Select(row => (row.Group["origin"], row.Origins.System + row.Origins.User)));
    }

    [Fact]
    public async Task An_unknown_group_is_refused_by_name()
    {
        var group = await Assert.ThrowsAsync<TollgateException>(() => QueryAsync("t", "colour"));
        var both = await Assert.ThrowsAsync<TollgateException>(() => QueryAsync("t", "token_kind", "origin"));

        Assert.Equal(["group_by[0]", "group_by"], new[] { group, both }.Select(error => Assert.Single(error.Fields).Field));
    }

    private static TokensMetered Fact(string tenant, Random random)
    {
        string Any(params string[] names) => names[random.Next(names.Length)];
        var time = DateTimeOffset.UtcNow.AddMinutes(-random.Next(3000));
        return Given.Usage(tenant, random.Next(1, 5000), Guid.CreateVersion7(time), UsageRank.Counted, Any("u1", "u2", "")) with
        {
            AssistantId = Any("helper", "writer"),
            Model = Any("small", "big"),
            Provider = Any("sim", "other"),
            Operation = Any("chat", "embeddings"),
            Environment = Any("live", "test"),
            ApiKeyId = Any("key1", "key2"),
            Payer = random.Next(5) == 0 ? Payer.Platform : Payer.Customer,
            Usage = new TokenCounts { Input = random.Next(1000), Output = random.Next(1000) },
            StartTime = time,
            EndTime = time,
        };
    }

    private async Task<IReadOnlyList<UsageRow>> QueryAsync(string tenant, params string[] groupBy) =>
        (await new QueryUsage(database.Source, Options.Create(new LedgerOptions()))
            .HandleAsync(new QueryUsageRequest { TenantId = tenant, GroupBy = { groupBy } }, default)).Rows;

    private async Task<(long Attempts, long Cost, long Input, long Output)> LedgerAsync(string tenant)
    {
        await using var query = database.Source.CreateCommand(
            "SELECT count(*) FILTER (WHERE revision = 1), sum(cost_nanos)::bigint, sum(input)::bigint, sum(output)::bigint FROM usage_entries WHERE tenant_id = $1");
        query.Parameters.AddWithValue(tenant);
        await using var row = await query.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3));
    }
}
