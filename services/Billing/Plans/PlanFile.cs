namespace Tollgate.Billing.Plans;

/// <summary>A plan version and the text it was read from.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Json">Its file.</param>
public sealed record PlanFile(Plan Plan, string Json)
{
    private const string ResourcePrefix = "Plans/";

    /// <summary>The plans that ship with the service, or those of a folder that replaces them. A plan may come in several versions.</summary>
    public static IReadOnlyList<PlanFile> Load(string? folder)
    {
        var files = string.IsNullOrWhiteSpace(folder)
            ? Shipped()
            : Directory.EnumerateFiles(folder, "*.json").Select(path => (Name: path, Json: File.ReadAllText(path)));
        var plans = files.Select(file => new PlanFile(PlanReader.Read(file.Name, file.Json), file.Json)).OrderBy(file => file.Plan.RecurringFee).ToArray();
        if (plans.Length == 0)
            throw new InvalidPlanException(folder ?? "", ["there is no plan"]);
        if (plans.GroupBy(file => file.Plan.PlanId).SelectMany(PlanTimeline.Conflicts).ToArray() is { Length: > 0 } conflicts)
            throw new InvalidPlanException(folder ?? "", conflicts);
        return plans;
    }

    private static IEnumerable<(string Name, string Json)> Shipped()
    {
        var assembly = typeof(PlanFile).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }
}
