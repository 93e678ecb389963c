using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Tollgate.Billing.Tests;

/// <summary>Subscriptions that began in the past, so that some of their periods have ended.</summary>
internal static class PastSubscriptions
{
    /// <summary>Subscribes a tenant as of so many months (and an hour) ago; returns since when.</summary>
    public static async Task<DateTimeOffset> SubscribeAsync(BillingApp app, string tenant, string planId, int monthsAgo)
    {
        await app.Subscriptions.CreateSubscriptionAsync(new() { TenantId = tenant, PlanId = planId });
        await BackdateAsync(app, tenant, $"interval '{monthsAgo} months' + interval '1 hour'");
        return new(await app.ScalarAsync<DateTime>($"select start_time from subscriptions where tenant_id = '{tenant}'"));
    }

    /// <summary>Lets a tenant's subscription begin earlier than it did.</summary>
    public static Task BackdateAsync(BillingApp app, string tenant, string by) => app.ExecuteAsync(
        $"""
        update subscription_terms t set start_time = t.start_time - ({by}) from subscriptions s where s.subscription_id = t.subscription_id and s.tenant_id = '{tenant}';
        update subscriptions set start_time = start_time - ({by}) where tenant_id = '{tenant}'
        """);

    /// <summary>The only value of a query on the service's database.</summary>
    public static async Task<T> ScalarAsync<T>(this BillingApp app, string sql)
    {
        await using var query = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        return (T)(await query.ExecuteScalarAsync())!;
    }

    /// <summary>Statements on the service's database.</summary>
    public static async Task ExecuteAsync(this BillingApp app, string sql)
    {
        await using var command = app.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
