using Npgsql;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Billing.Plans;

/// <summary>
/// Adds a version of a plan to those on offer. Subscriptions keep the version they began with, so nobody's price changes. The same again is
/// fine; anything wrong changes nothing.
/// </summary>
internal sealed class PublishPlan(NpgsqlDataSource database, PlanCatalogue catalogue)
{
    private const string OtherVersions =
        """
        select plan_id, version, coalesce(effective_from, file_time), effective_to, published from plan_versions
        where plan_id = $1 and version <> $2
        """;

    public async Task<Plan> ExecuteAsync(string document, CancellationToken cancellationToken)
    {
        var file = new PlanFile(Read(document), document);
        var from = file.Plan.EffectiveFrom
            ?? throw TollgateException.InvalidArgument("INVALID_PLAN", "effective_from: is required", new FieldViolation("effective_from", "is required"));

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two that overlap must not both look before either writes.
        await using (var alone = new NpgsqlCommand("lock table plan_versions in share row exclusive mode", connection, transaction))
            await alone.ExecuteNonQueryAsync(cancellationToken);
        await RefuseOverlapAsync(connection, new(file.Plan.PlanId, file.Plan.Version, from, file.Plan.EffectiveTo), cancellationToken);
        if (!await PlanArchive.FileAsync(connection, file, published: true, cancellationToken))
            throw VersionExists(file.Plan);
        await transaction.CommitAsync(cancellationToken);
        return file.Plan;
    }

    public static TollgateException VersionExists(Plan plan) =>
        TollgateException.FailedPrecondition("PLAN_VERSION_EXISTS", $"Version {plan.Version} of plan '{plan.PlanId}' was published with other terms.");

    private async Task RefuseOverlapAsync(NpgsqlConnection connection, PlanOffer offer, CancellationToken cancellationToken)
    {
        await using var query = new NpgsqlCommand(OtherVersions, connection);
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = offer.PlanId });
        query.Parameters.Add(new NpgsqlParameter<string> { TypedValue = offer.Version });
        await using var reader = await query.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var other = await PlanArchive.ReadOfferAsync(reader, 0, cancellationToken);
            if ((reader.GetBoolean(4) || catalogue.Has(other.PlanId, other.Version)) && PlanTimeline.Overlap(offer, other))
            {
                throw TollgateException.InvalidArgument(
                    "OVERLAPPING_EFFECTIVE_DATES", $"The effective dates overlap those of version {other.Version}.",
                    new FieldViolation("effective_from", $"overlaps version {other.Version}"));
            }
        }
    }

    private static Plan Read(string document)
    {
        try
        {
            return PlanReader.Read("document", document);
        }
        catch (InvalidPlanException ex)
        {
            throw TollgateException.InvalidArgument("INVALID_PLAN", string.Join("; ", ex.Errors.Take(5)), [.. ex.Errors.Select(ToViolation)]);
        }
    }

    private static FieldViolation ToViolation(string error) => error.Split(": ", 2) is [var field, var description]
        ? new($"document.{field}", description)
        : new("document", error);
}
