using System.ComponentModel.DataAnnotations;

namespace Tollgate.Intake.Completions;

/// <summary>The model that savings are measured against: what a team would have used without Tollgate.</summary>
internal sealed class BaselineOptions
{
    /// <summary>Its provider in the price book.</summary>
    [Required]
    public string Provider { get; set; } = "openai";

    /// <summary>Its name in the price book.</summary>
    [Required]
    public string Model { get; set; } = "gpt-4.1";
}
