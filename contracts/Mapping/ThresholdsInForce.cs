using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Common.V1;
using Tollgate.Contracts.Metering.V1;

namespace Tollgate.Contracts.Mapping;

/// <summary>
/// The thresholds that budgets are past, in memory: asked on every request, changed a few times a day. Metering knows them. Who acts on them
/// hears of each as it is crossed, and asks for all of them at start and now and then, which also ends those that are over.
/// </summary>
public sealed class ThresholdsInForce(TimeProvider clock)
{
    // A crossing is heard after its commit and dated before it: an answer that was read in between does not know it yet.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    private ImmutableDictionary<(string Tenant, string Budget, int Percent), ActiveThreshold> known =
        ImmutableDictionary<(string, string, int), ActiveThreshold>.Empty;

    /// <summary>Takes in a threshold as it is crossed.</summary>
    public void Hear(BudgetThresholdCrossed crossed)
    {
        if (crossed.Action == BudgetAction.Notify)
            return;
        var threshold = new ActiveThreshold
        {
            TenantId = crossed.TenantId,
            BudgetId = crossed.BudgetId,
            Scope = crossed.Scope,
            ScopeId = crossed.ScopeId,
            Percent = crossed.Percent,
            Action = crossed.Action,
            PeriodEnd = crossed.PeriodEnd is { } end ? Timestamp.FromDateTimeOffset(end) : null,
            CrossTime = Timestamp.FromDateTimeOffset(crossed.CrossTime),
        };
        ImmutableInterlocked.AddOrUpdate(
            ref known, KeyOf(threshold), threshold, (_, before) => before.CrossTime < threshold.CrossTime ? threshold : before);
    }

    /// <summary>Asks Metering for all of them.</summary>
    public async Task RefreshAsync(BudgetsService.BudgetsServiceClient metering, TimeSpan patience, CancellationToken cancellationToken)
    {
        var all = await metering.ListActiveThresholdsAsync(
            new ListActiveThresholdsRequest(), deadline: (clock.GetUtcNow() + patience).UtcDateTime, cancellationToken: cancellationToken);
        var recent = Timestamp.FromDateTimeOffset(all.ReadTime.ToDateTimeOffset() - Margin);
        var stated = all.Thresholds.ToImmutableDictionary(KeyOf);
        ImmutableInterlocked.Update(ref known, before => stated.AddRange(
            before.Where(entry => entry.Value.CrossTime > recent && !stated.ContainsKey(entry.Key))));
    }

    /// <summary>Those that concern every call of a caller, and those on providers, which concern calls to them.</summary>
    public IReadOnlyList<ActiveThreshold> Concerning(Caller caller)
    {
        var snapshot = known;
        if (snapshot.IsEmpty)
            return [];
        var now = Timestamp.FromDateTimeOffset(clock.GetUtcNow());
        return [.. snapshot.Values.Where(threshold => (threshold.PeriodEnd is null || now < threshold.PeriodEnd) && Concerns(threshold, caller))];
    }

    private static bool Concerns(ActiveThreshold threshold, Caller caller) => threshold.Scope switch
    {
        BudgetScope.Platform or BudgetScope.Provider => true,
        BudgetScope.Tenant => threshold.TenantId == caller.TenantId,
        BudgetScope.Assistant => threshold.TenantId == caller.TenantId && threshold.ScopeId == caller.AssistantId,
        BudgetScope.User => threshold.TenantId == caller.TenantId && threshold.ScopeId == caller.UserId,
        BudgetScope.Key => threshold.TenantId == caller.TenantId && threshold.ScopeId == caller.ApiKeyId,
        _ => false,
    };

    private static (string, string, int) KeyOf(ActiveThreshold threshold) => (threshold.TenantId, threshold.BudgetId, threshold.Percent);
}
