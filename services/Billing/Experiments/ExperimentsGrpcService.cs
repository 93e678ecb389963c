using Grpc.Core;
using Microsoft.AspNetCore.Authorization;
using NodaTime;
using Npgsql;
using Tollgate.Billing.Plans;
using Tollgate.Billing.Subscriptions;
using Tollgate.Contracts.Billing.V1;
using Tollgate.ServiceDefaults.Errors;
using Tollgate.ServiceDefaults.Identity;

namespace Tollgate.Billing.Experiments;

[Authorize(Policy = ServicePolicies.Operator)]
internal sealed class ExperimentsGrpcService(
    CreateExperiment create, AssignTenant assign, ReturnTenants returns, NpgsqlDataSource database, TimeProvider clock)
    : ExperimentsService.ExperimentsServiceBase
{
    private const int MaxVariants = 8;
    private const int All = 10_000;

    public override async Task<CreateExperimentResponse> CreateExperiment(CreateExperimentRequest request, ServerCallContext context)
    {
        Check(request);
        // The database keeps microseconds, and asking again must find what was written.
        var now = Instant.FromUnixTimeTicks(Instant.FromDateTimeOffset(clock.GetUtcNow()).ToUnixTimeTicks() / 10 * 10);
        var experiment = await create.ExecuteAsync(
            ExperimentsMapping.ToExperiment(request, now), request.StartTime is null,
            [.. request.Variants.Select(variant => new WantedVariant(variant.VariantId, variant.Document, variant.ShareBasisPoints))],
            context.CancellationToken);
        return new CreateExperimentResponse { Experiment = ExperimentsMapping.ToProto(experiment) };
    }

    public override async Task<ListExperimentsResponse> ListExperiments(ListExperimentsRequest request, ServerCallContext context) =>
        new() { Experiments = { (await ExperimentStore.ListAsync(database, context.CancellationToken)).Select(ExperimentsMapping.ToProto) } };

    public override async Task<GetExperimentResponse> GetExperiment(GetExperimentRequest request, ServerCallContext context)
    {
        var experiment = await FindAsync(request.ExperimentId, context.CancellationToken);
        var assignments = await ExperimentStore.AssignmentsAsync(database, request.ExperimentId, context.CancellationToken);
        return new GetExperimentResponse
        {
            Experiment = ExperimentsMapping.ToProto(experiment),
            Assignments = { assignments.Select(ExperimentsMapping.ToProto) },
        };
    }

    public override async Task<AssignTenantResponse> AssignTenant(AssignTenantRequest request, ServerCallContext context)
    {
        var check = new Validation();
        TenantIds.Require(check, request.TenantId);
        check.Require(request.ExperimentId.Length > 0, "experiment_id", "is required");
        check.Require(request.VariantId.Length > 0, "variant_id", "is required");
        check.ThrowIfInvalid();

        var assignment = await assign.ExecuteAsync(request.ExperimentId, request.TenantId, request.VariantId, context.CancellationToken);
        return new AssignTenantResponse { Assignment = ExperimentsMapping.ToProto(assignment) };
    }

    public override async Task<EndExperimentResponse> EndExperiment(EndExperimentRequest request, ServerCallContext context)
    {
        await FindAsync(request.ExperimentId, context.CancellationToken);
        await ExperimentStore.ConcludeAsync(
            database, request.ExperimentId, ExperimentState.Ended, "OPERATOR", request.KeepPrices, context.CancellationToken);
        var ended = await FindAsync(request.ExperimentId, context.CancellationToken);
        await returns.ExecuteAsync(ended, context.CancellationToken);
        return new EndExperimentResponse { Experiment = ExperimentsMapping.ToProto(ended) };
    }

    private async Task<PriceExperiment> FindAsync(string experimentId, CancellationToken cancellationToken) =>
        (await ExperimentStore.ListAsync(database, cancellationToken)).FirstOrDefault(experiment => experiment.ExperimentId == experimentId)
        ?? throw ExperimentErrors.Unknown(experimentId);

    private static void Check(CreateExperimentRequest request)
    {
        const string IdRule = "must be lower-case letters, digits and dashes, 1 to 63, each once";
        var check = new Validation();
        check.Require(PlanNames.IsId(request.ExperimentId), "experiment_id", IdRule);
        check.Require(PlanNames.IsId(request.PlanId), "plan_id", "is required");
        check.Require(request.MaxShareBasisPoints is >= 1 and <= All, "max_share_basis_points", $"must be between 1 and {All}");
        check.Require(!request.HasMinMarginBasisPoints || request.MinMarginBasisPoints is >= -All and <= All, "min_margin_basis_points", $"must be between -{All} and {All}");
        check.Require(request.MinTenants >= 0, "min_tenants", "must not be negative");
        check.Require(request.Variants.Count is >= 1 and <= MaxVariants, "variants", $"must be 1 to {MaxVariants}");
        for (var i = 0; i < request.Variants.Count; i++)
        {
            var variant = request.Variants[i];
            var isId = PlanNames.IsId(variant.VariantId) && variant.VariantId != PriceExperiment.Control
                && request.Variants.Count(other => other.VariantId == variant.VariantId) == 1;
            check.Require(isId, $"variants[{i}].variant_id", $"{IdRule}, and not '{PriceExperiment.Control}'");
            check.Require(variant.ShareBasisPoints is >= 0 and <= All, $"variants[{i}].share_basis_points", $"must be between 0 and {All}");
        }

        check.Require(
            request.Variants.Sum(variant => (long)variant.ShareBasisPoints) <= request.MaxShareBasisPoints, "variants", "shares are together above max_share_basis_points");
        check.Require(request.EndTime is null || request.StartTime is null || request.StartTime.ToDateTime() < request.EndTime.ToDateTime(), "end_time", "must be after start_time");
        check.ThrowIfInvalid();
    }
}
