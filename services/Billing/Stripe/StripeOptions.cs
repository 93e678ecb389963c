using System.ComponentModel.DataAnnotations;

namespace Tollgate.Billing.Stripe;

/// <summary>Reporting to Stripe. Section <c>Stripe</c>.</summary>
public sealed class StripeOptions : IValidatableObject
{
    /// <summary>Secret or restricted key that may write meter events. Empty: nothing is reported.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Address of the API; empty for Stripe's own.</summary>
    public string ApiBase { get; set; } = "";

    /// <summary>Event name of the meter of a charge, by charge id. A charge without one has <c>tollgate_</c> and its id, dashes as underscores.</summary>
    public Dictionary<string, string> Meters { get; } = [];

    /// <summary>How often rated usage is summed into events. Longer means fewer events.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Wait after the first failure; doubled with each further one, up to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long an identifier is sure to be recognised: an event without an answer for longer is not sent again.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan IdentifierWindow { get; set; } = TimeSpan.FromHours(23);

    /// <summary>The oldest time of an event that is accepted; older usage is reported as of then.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "35.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(34);

    internal string EventNameOf(string chargeId) =>
        Meters.TryGetValue(chargeId, out var name) ? name : $"tollgate_{chargeId.Replace('-', '_')}";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ApiBase.Length > 0 && !Uri.TryCreate(ApiBase, UriKind.Absolute, out _))
            yield return new ValidationResult("ApiBase must be an absolute URL, or empty.", [nameof(ApiBase)]);
    }
}
