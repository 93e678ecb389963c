using NodaTime;
using Npgsql;
using Tollgate.Billing.Margins;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Experiments;

/// <summary>
/// Looks after experiments: ends what is past its end, stops what a variant earns too little in, and brings back tenants of what is over. Any
/// replica, any number of times.
/// </summary>
internal sealed class JudgeExperiments(
    NpgsqlDataSource database, GetMargin margins, ReturnTenants returns, TimeProvider clock, ILogger<JudgeExperiments> logger)
{
    // Tenants whose terms now are from a variant.
    private const string Tenants =
        """
        select s.tenant_id from subscriptions s join lateral (
            select price_experiment from subscription_terms t where t.subscription_id = s.subscription_id and t.start_time <= $2
            order by start_time desc limit 1) now on true
        where now.price_experiment = $1 and (s.end_time is null or s.end_time > $2)
        """;

    public async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        foreach (var experiment in await ExperimentStore.ListAsync(database, cancellationToken))
        {
            if (experiment.State == ExperimentState.Running && experiment.End <= now)
                await ExperimentStore.ConcludeAsync(database, experiment.ExperimentId, ExperimentState.Ended, "END_TIME", false, cancellationToken);
            else if (experiment.State == ExperimentState.Running && experiment.MinMargin is not null && experiment.Start < now)
                await JudgeAsync(experiment, now, cancellationToken);
        }

        // As they are now: what was just ended is among them.
        foreach (var experiment in await ExperimentStore.ListAsync(database, cancellationToken))
            await returns.ExecuteAsync(experiment, cancellationToken);
    }

    private async Task JudgeAsync(PriceExperiment experiment, Instant now, CancellationToken cancellationToken)
    {
        GetMarginResponse earned;
        try
        {
            var range = new GetMarginRequest { StartTime = SubscriptionMapping.ToTimestamp(experiment.Start), EndTime = SubscriptionMapping.ToTimestamp(now) };
            earned = await margins.ExecuteAsync(range, cancellationToken);
        }
        catch (TollgateException error)
        {
            ExperimentsLog.NotJudged(logger, experiment.ExperimentId, error.Reason);
            return;
        }

        foreach (var variant in experiment.Variants)
        {
            var tenants = await TenantsAsync(experiment.NameOf(variant.VariantId), now, cancellationToken);
            if (StopRule.MarginOf([.. earned.Tenants.Where(row => tenants.Contains(row.TenantId))], experiment.MinTenants) is not { } margin)
                continue;
            await ExperimentStore.NoteMarginAsync(database, experiment.ExperimentId, variant.VariantId, margin, cancellationToken);
            if (margin >= experiment.MinMargin)
                continue;
            var reason = FormattableString.Invariant($"MARGIN: variant {variant.VariantId} earns {margin} hundredths of a percent, below {experiment.MinMargin}");
            if (await ExperimentStore.ConcludeAsync(database, experiment.ExperimentId, ExperimentState.Stopped, reason, false, cancellationToken))
                ExperimentsLog.Stopped(logger, experiment.ExperimentId, reason);
            return;
        }
    }

    private async Task<HashSet<string>> TenantsAsync(string priceExperiment, Instant now, CancellationToken cancellationToken)
    {
        await using var query = database.CreateCommand(Tenants);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = priceExperiment });
        query.Parameters.Add(SubscriptionStore.Time(now));
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        var tenants = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            tenants.Add(reader.GetString(0));
        return tenants;
    }
}
