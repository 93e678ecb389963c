namespace Tollgate.Privacy.Recognizers;

/// <summary>Finds one kind of personal data.</summary>
internal abstract class Recognizer(PersonalDataKind kind)
{
    public PersonalDataKind Kind { get; } = kind;

    /// <summary>A cheap look at whether the text can hold anything of this kind.</summary>
    public virtual bool MayFindIn(string text) => text.AsSpan().ContainsAnyInRange('0', '9');

    /// <summary>Adds everything of this kind, overlaps included. What is less sure than asked for may be left out.</summary>
    public abstract void Find(string text, Confidence atLeast, List<Finding> found);

    protected void Add(List<Finding> found, int start, int length, Confidence confidence) =>
        found.Add(new Finding(Kind, start, length, confidence));
}
