using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Persistence;

namespace Tollgate.Metering.Budgets;

/// <summary>
/// Keeps a budget for each user of a tenant whose plan limits its users: a hard one in tokens of a UTC day, held and settled like any other,
/// so what is shown, what is enforced and what is audited are the same rows. It is made when the first call of a user comes, and changed when a
/// call carries a later word of the plan. A plan without a limit makes it soft: it counts on, and refuses nothing.
/// </summary>
internal sealed class PlanBudgets(NpgsqlDataSource database, PeriodStore periods)
{
    private const string IdPrefix = "plan-user-day-";
    private const int IdDigits = 32;

    /// <summary>The users whose budget is not what a call says of their plan, by books that are locked.</summary>
    public static IReadOnlyList<(Spender Spender, UserLimit Limit)> Outdated(BudgetBook book, IEnumerable<(Spender Spender, UserLimit? Limit)> calls)
    {
        var outdated = new Dictionary<(string TenantId, string UserId), (Spender Spender, UserLimit Limit)>();
        foreach (var (spender, said) in calls)
        {
            if (spender.UserId.Length == 0 || said is not { } limit || !IsOutdated(book.OfPlan(ScopeOf(spender)), limit))
                continue;
            var key = (spender.TenantId, spender.UserId);
            if (!outdated.TryGetValue(key, out var known) || known.Limit.Version < limit.Version)
                outdated[key] = (spender, limit);
        }

        return [.. outdated.Values];
    }

    /// <summary>Makes the budget of a user what its plan says; does nothing where a later word is in force. Any replica, any number of times.</summary>
    public Task<bool> PutAsync(Spender spender, UserLimit limit, CancellationToken cancellationToken) => Transactions.RunAsync(
        database,
        async transaction =>
        {
            var wanted = Of(spender, limit);
            var book = await BudgetStore.ReadAsync(transaction, wanted.TenantId, wanted.BudgetId, forChange: true, cancellationToken);
            if (book.Current().SingleOrDefault() is not { } known)
            {
                if (limit.TokensPerDay == 0)
                    return false;
                await BudgetStore.InsertAsync(transaction, wanted, cancellationToken);
                return true;
            }

            if (!IsOutdated(known.Budget, limit))
                return false;
            // Without a limit there is none to show: the last one stays, and is no longer kept.
            var changed = limit.TokensPerDay > 0 ? wanted : wanted with { Limit = known.Budget.Limit, Hard = false };
            await BudgetStore.UpdateAsync(transaction, changed with { Key = known.Budget.Key }, cancellationToken);
            await periods.ChangeLimitAsync(transaction, changed, cancellationToken);
            return true;
        },
        cancellationToken);

    private static bool IsOutdated(BudgetDefinition? known, UserLimit limit) =>
        known is null ? limit.TokensPerDay > 0 : known.PlanVersion < limit.Version && (known.Hard || limit.TokensPerDay > 0);

    private static string ScopeOf(in Spender spender) => ScopeKeys.Of(BudgetScope.User, spender.TenantId, spender.UserId);

    private static BudgetDefinition Of(in Spender spender, UserLimit limit) => new()
    {
        BudgetId = IdOf(spender.UserId),
        TenantId = spender.TenantId,
        Scope = BudgetScope.User,
        ScopeId = spender.UserId,
        Period = BudgetPeriod.Day,
        TimeZone = "UTC",
        Currency = "",
        Limit = limit.TokensPerDay,
        Hard = limit.TokensPerDay > 0,
        Thresholds = [],
        PlanVersion = limit.Version,
    };

    // User ids are opaque, and a budget's id is not.
    private static string IdOf(string userId) =>
        string.Create(CultureInfo.InvariantCulture, $"{IdPrefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(userId)))[..IdDigits]}");
}
