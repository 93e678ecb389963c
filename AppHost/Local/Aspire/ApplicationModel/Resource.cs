namespace Aspire.Hosting.ApplicationModel;

/// <summary>Base of all resources.</summary>
public abstract class Resource : IResource
{
    protected Resource(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (name.Length > 64 || !char.IsAsciiLetter(name[0]) || name[^1] == '-' || name.Contains("--", StringComparison.Ordinal)
            || name.Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter != '-'))
        {
            throw new ArgumentException(
                $"Resource name '{name}' is invalid: up to 64 ASCII letters, digits and single hyphens, starting with a letter.", nameof(name));
        }

        Name = name;
    }

    /// <inheritdoc />
    public virtual string Name { get; }

    /// <inheritdoc />
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
