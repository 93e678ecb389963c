namespace Tollgate.Routing.Catalogue;

/// <summary>A configuration file cannot be used; says everything that is wrong with it.</summary>
public sealed class InvalidCatalogueException(string file, IReadOnlyList<string> errors)
    : Exception($"{file} is not valid:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}")
{
    /// <summary>One line for each problem.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
