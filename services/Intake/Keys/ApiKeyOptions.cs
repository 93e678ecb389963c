using System.ComponentModel.DataAnnotations;

namespace Tollgate.Intake.Keys;

/// <summary>How API keys are stored.</summary>
internal sealed class ApiKeyOptions
{
    /// <summary>
    /// Secret mixed into every stored hash, held outside the database: a stolen table alone proves nothing. Changing it invalidates
    /// all keys.
    /// </summary>
    [Required, MinLength(16)]
    public string Pepper { get; set; } = "";
}
