using Tollgate.Console.Platform;

namespace Tollgate.Console.Models;

/// <summary>Reads the catalogue in use.</summary>
internal sealed class ModelsQuery(ModelFacts models)
{
    public Task<ModelCatalogue> ReadAsync(CancellationToken cancellationToken) => models.ReadAsync(cancellationToken);
}
