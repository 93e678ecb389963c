using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Experiments;

/// <summary>A variant as it is asked for: its terms are a plan document.</summary>
internal sealed record WantedVariant(string VariantId, string Document, int Share);

/// <summary>
/// Begins a price experiment with a plan. Each variant is a version of the plan that is offered to nobody; one that could cost a customer more
/// than the plan does, whatever it uses, is refused. The same again is fine; anything wrong changes nothing.
/// </summary>
internal sealed class CreateExperiment(NpgsqlDataSource database, OfferedPlans offered)
{
    /// <param name="wanted">All but its variants' versions.</param>
    /// <param name="beginsNow">It begins when it is written; asked again, when it began.</param>
    /// <param name="variants">At least one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<PriceExperiment> ExecuteAsync(
        PriceExperiment wanted, bool beginsNow, IReadOnlyList<WantedVariant> variants, CancellationToken cancellationToken)
    {
        var contract = await offered.FindAsync(wanted.PlanId, cancellationToken) ?? throw SubscriptionErrors.UnknownPlan(wanted.PlanId);
        var files = Read(variants, contract);
        var experiment = wanted with
        {
            Variants = [.. variants.Zip(files, (variant, file) => new PriceVariant(variant.VariantId, file.Plan.Version, variant.Share))
                .OrderBy(variant => variant.VariantId, StringComparer.Ordinal)],
        };

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ExperimentStore.LockAsync(transaction, experiment.ExperimentId, cancellationToken) is { } known)
            return IsSame(known, beginsNow ? experiment with { Start = known.Start } : experiment) ? known : throw ExperimentErrors.Exists(experiment.ExperimentId);
        foreach (var file in files)
        {
            if (!await PlanArchive.FileAsync(connection, file, published: false, cancellationToken))
                throw PublishPlan.VersionExists(file.Plan);
        }

        try
        {
            if (!await ExperimentStore.InsertAsync(transaction, experiment, cancellationToken))
                throw ExperimentErrors.Exists(experiment.ExperimentId);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw ExperimentErrors.PlanInExperiment(experiment.PlanId);
        }

        await transaction.CommitAsync(cancellationToken);
        return experiment;
    }

    private static PlanFile[] Read(IReadOnlyList<WantedVariant> variants, Plan contract)
    {
        var files = new List<PlanFile>(variants.Count);
        var wrong = new List<FieldViolation>();
        for (var i = 0; i < variants.Count; i++)
        {
            var name = $"variants[{i}].document";
            try
            {
                var plan = PlanReader.Read(name, variants[i].Document);
                files.Add(new(plan, variants[i].Document));
                wrong.AddRange(PriceGuard.WhyAbove(plan, contract).Select(why => Violation(name, why)));
                if (plan.Version == contract.Version)
                    wrong.Add(Violation(name, "version: must not be the one that is offered"));
            }
            catch (InvalidPlanException ex)
            {
                wrong.AddRange(ex.Errors.Select(error => Violation(name, error)));
            }
        }

        return wrong.Count == 0
            ? [.. files]
            : throw TollgateException.InvalidArgument("INVALID_VARIANT", string.Join("; ", wrong.Take(5).Select(violation => $"{violation.Field} {violation.Description}")), wrong);
    }

    private static FieldViolation Violation(string name, string error) =>
        error.Split(": ", 2) is [var field, var description] ? new($"{name}.{field}", description) : new(name, error);

    private static bool IsSame(PriceExperiment known, PriceExperiment wanted) =>
        known with { State = default, StateReason = "", Keeps = false, Variants = wanted.Variants } == wanted
        && known.Variants.Select(variant => variant with { Margin = null }).SequenceEqual(wanted.Variants);
}
