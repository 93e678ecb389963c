using System.Globalization;
using System.Text.Json;
using Npgsql;
using Tollgate.Contracts.Intake.V1;

namespace Tollgate.Intake.Tests.Host;

/// <summary>Looks into the service's database.</summary>
internal static class Rows
{
    /// <summary>
    /// The events waiting in the outbox for a tenant. Nobody is bound to them in these tests, so they stay there to be looked at.
    /// </summary>
    public static async Task<IReadOnlyList<RequestCompleted>> CompletedAsync(this IntakeFixture fixture, string tenantId, int atLeast)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            var bodies = await fixture.QueryAsync(
                "select convert_from(body, 'UTF8') from messaging.outbox where message_type = 'intake.request-completed.v1' order by id");
            var events = bodies.Select(body => JsonSerializer.Deserialize<RequestCompleted>(body, JsonSerializerOptions.Web)!)
                .Where(completed => completed.TenantId == tenantId).ToArray();
            if (events.Length >= atLeast)
                return events;
            await Task.Delay(20, patience.Token);
        }
    }

    public static async Task<IReadOnlyList<string>> QueryAsync(this IntakeFixture fixture, string sql)
    {
        await using var connection = new NpgsqlConnection(fixture.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.IsDBNull(0) ? "" : reader.GetValue(0).ToString()!);
        return rows;
    }

    /// <summary>How many requests of a user each minute counts.</summary>
    public static async Task<IReadOnlyList<int>> MinutesAsync(this IntakeFixture fixture, string tenantId, string userId) =>
        [.. (await fixture.QueryAsync($"select requests from user_minutes where tenant_id = '{tenantId}' and user_id = '{userId}'"))
            .Select(requests => int.Parse(requests, CultureInfo.InvariantCulture))];

    public static Task ExecuteAsync(this IntakeFixture fixture, string sql) => fixture.QueryAsync(sql);
}
