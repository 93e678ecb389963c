using Tollgate.Contracts.Inference.V1;
using Tollgate.Contracts.Routing.V1;

namespace Tollgate.Console.Platform;

/// <summary>The catalogue, and which of its models are simulated. Kept for half a minute: it changes with deployments.</summary>
internal sealed class ModelFacts(
    RoutingService.RoutingServiceClient routing, InferenceService.InferenceServiceClient inference, PageCalls calls, TimeProvider clock)
{
    private static readonly TimeSpan KeepFor = TimeSpan.FromSeconds(30);
    private (DateTimeOffset ReadAt, ModelCatalogue Catalogue)? last;

    public async Task<ModelCatalogue> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (last is { } kept && now - kept.ReadAt < KeepFor)
            return kept.Catalogue;

        var models = await routing.ListModelsAsync(new ListModelsRequest(), calls.Options(cancellationToken));
        var request = new DescribeProvidersRequest { Providers = { models.Models.Select(model => model.Provider).Distinct() } };
        var described = request.Providers.Count == 0
            ? new DescribeProvidersResponse()
            : await inference.DescribeProvidersAsync(request, calls.Options(cancellationToken));
        var simulated = described.Providers.Where(provider => provider.Simulated).Select(provider => provider.Provider).ToHashSet();
        var catalogue = new ModelCatalogue(
            models.CatalogueVersion, models.Models, models.Models.Where(model => simulated.Contains(model.Provider)).Select(model => model.Model_).ToHashSet());
        last = (now, catalogue);
        return catalogue;
    }
}

/// <summary>The models, and the names of those that are simulated.</summary>
internal sealed record ModelCatalogue(string Version, IReadOnlyList<Model> Models, IReadOnlySet<string> Simulated);
