namespace Tollgate.ServiceDefaults.Errors;

/// <summary>Gathers everything that is wrong with a request and says it once.</summary>
public sealed class Validation
{
    private readonly List<FieldViolation> violations = [];

    /// <summary>Nothing wrong so far.</summary>
    public bool IsValid => violations.Count == 0;

    /// <summary>Notes a violation unless the condition holds; returns the condition.</summary>
    public bool Require(bool condition, string field, string description)
    {
        if (!condition)
            violations.Add(new FieldViolation(field, description));
        return condition;
    }

    /// <summary>Throws INVALID_ARGUMENT naming every field, if anything is wrong.</summary>
    public void ThrowIfInvalid()
    {
        if (violations.Count == 0)
            return;
        var message = string.Join("; ", violations.Take(5).Select(v => $"{v.Field}: {v.Description}"));
        if (violations.Count > 5)
            message += $"; and {violations.Count - 5} more";
        throw TollgateException.InvalidArgument(Reasons.InvalidRequest, message, violations);
    }
}
