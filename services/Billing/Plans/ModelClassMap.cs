using System.Collections.Concurrent;
using System.IO.Enumeration;

namespace Tollgate.Billing.Plans;

/// <summary>A class of models by name patterns.</summary>
/// <param name="Class">Name that charges refer to.</param>
/// <param name="Patterns">Model names, with <c>*</c> for anything.</param>
public sealed record ModelClass(string Class, IReadOnlyList<string> Patterns);

/// <summary>
/// Which class a model is billed as, by the first pattern that fits. Part of the plan, so that what a customer pays depends on what was
/// agreed and not on a catalogue that changes; the last class takes every model that is new.
/// </summary>
public sealed class ModelClassMap(IReadOnlyList<ModelClass> classes)
{
    private readonly ConcurrentDictionary<string, string> known = new(StringComparer.Ordinal);

    /// <summary>The classes in the order they are tried.</summary>
    public IReadOnlyList<ModelClass> Classes { get; } = classes;

    /// <summary>The class of a model.</summary>
    public string ClassOf(string model) => known.GetOrAdd(model, Find);

    private string Find(string model) =>
        Classes.First(candidate => candidate.Patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, model))).Class;
}
