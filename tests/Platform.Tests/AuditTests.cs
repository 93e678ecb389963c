using Npgsql;
using Tollgate.Cli.Books;
using Tollgate.Cli.Platform;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Platform.Tests;

/// <summary>Somebody changes a book behind the services' backs: the audit says which row.</summary>
[Collection(PlatformCollection.Name)]
public sealed class AuditTests(PlatformFixture fixture)
{
    [Fact]
    public async Task A_changed_ledger_row_is_named()
    {
        var attempt = await SpendAsync();
        await PlantAsync(
            "meteringdb",
            $"SET session_replication_role = replica; UPDATE usage_entries SET output = output + 1 WHERE attempt_id = '{attempt}'",
            $"SET session_replication_role = replica; UPDATE usage_entries SET output = output - 1 WHERE attempt_id = '{attempt}'",
            findings =>
            {
                Assert.Contains(findings, finding => finding.Contains($"the first difference is attempt {attempt}") && finding.Contains("inference.attempts"));
                Assert.Contains(findings, finding => finding.Contains($"the first difference is attempt {attempt}") && finding.Contains("billing.rated"));
                Assert.Contains(findings, finding => finding.StartsWith("metering.rollups of ", StringComparison.Ordinal));
            });
    }

    [Fact]
    public async Task A_missing_rated_line_is_named()
    {
        var attempt = await SpendAsync();
        await PlantAsync(
            "billingdb",
            $"CREATE TABLE taken AS SELECT * FROM rated_lines WHERE attempt_id = '{attempt}'; DELETE FROM rated_lines WHERE attempt_id = '{attempt}'",
            "INSERT INTO rated_lines SELECT * FROM taken; DROP TABLE taken",
            findings => Assert.Contains(
                findings, finding => finding.StartsWith("billing.lines of ", StringComparison.Ordinal) && finding.Contains($"attempt {attempt}, revision 1")));
    }

    [Fact]
    public async Task A_rollup_off_by_one_is_named()
    {
        await SpendAsync();
        const string Row = "(tenant_id, hour, assistant_id, user_id, provider, model, payer) = " +
            "(SELECT tenant_id, hour, assistant_id, user_id, provider, model, payer FROM usage_rollups ORDER BY 1, 2, 3, 4, 5, 6, 7 LIMIT 1)";
        await PlantAsync(
            "meteringdb",
            $"UPDATE usage_rollups SET cost_nanos = cost_nanos + 1 WHERE {Row}",
            $"UPDATE usage_rollups SET cost_nanos = cost_nanos - 1 WHERE {Row}",
            findings =>
            {
                var finding = Assert.Single(findings, finding => finding.StartsWith("metering.rollups of ", StringComparison.Ordinal));
                Assert.Contains("model ", finding);
                Assert.Contains("cost_nanos", finding);
            });
    }

    private async Task<string> SpendAsync()
    {
        var tenant = fixture.Day.Tenants[0].TenantId;
        var answer = await fixture.Platform.Intake.CompleteAsync(
            new CompleteRequest { Model = "gpt-4.1-mini", Messages = { new Message { Role = "user", Content = $"Say {Guid.NewGuid()}." } } },
            PlatformClients.WithApiKey(fixture.Keys[tenant], TimeSpan.FromMinutes(1), default));
        await fixture.AssertBalancedAsync();
        return answer.Receipt.Attempts[0].AttemptId;
    }

    private async Task PlantAsync(string database, string harm, string repair, Action<IReadOnlyList<string>> check)
    {
        await using var source = NpgsqlDataSource.Create(fixture.Host.Resources.Single(resource => resource.Name == database).ConnectionString!);
        await ExecuteAsync(source, harm);
        AuditResult audit;
        try
        {
            audit = await fixture.AuditAsync();
        }
        finally
        {
            await ExecuteAsync(source, repair);
        }

        Assert.False(audit.Balanced);
        check(audit.Findings);
        await fixture.AssertBalancedAsync();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
