namespace Tollgate.ServiceDefaults.Errors;

/// <summary>A field of a request that is not as it must be.</summary>
/// <param name="Field">Path, for example <c>messages[2].content</c>.</param>
/// <param name="Description">What is wrong, never repeating the content.</param>
public sealed record FieldViolation(string Field, string Description);
