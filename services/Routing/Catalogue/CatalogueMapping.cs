using System.Globalization;
using Tollgate.Contracts.Routing.V1;

namespace Tollgate.Routing.Catalogue;

/// <summary>Domain to proto, nowhere else.</summary>
internal static class CatalogueMapping
{
    public static ListModelsResponse ToResponse(ModelCatalogue catalogue) => new()
    {
        CatalogueVersion = catalogue.Version,
        Models = { catalogue.Models.Select(model => ToProto(model, catalogue.IsAvailable(model))) },
    };

    private static Model ToProto(CatalogueModel model, bool available) => new()
    {
        Model_ = model.Model,
        Provider = model.Provider,
        ModelClass = model.Class,
        Capabilities = { model.Capabilities },
        Regions = { model.Regions },
        ContextTokens = model.ContextTokens,
        MaxOutputTokens = model.MaxOutputTokens,
        CoreStrength = model.CoreStrength,
        LatencyProfile = model.LatencyProfile,
        CostClass = model.CostClass,
        IdealUse = model.IdealUse,
        RetirementDate = model.RetirementDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        Available = available,
    };
}
