namespace Tollgate.Billing.Plans;

/// <summary>A plan file cannot be used; says everything that is wrong with it.</summary>
public sealed class InvalidPlanException(string file, IReadOnlyList<string> errors)
    : Exception($"Plan file {file} is not valid:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}")
{
    /// <summary>One line for each problem.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
