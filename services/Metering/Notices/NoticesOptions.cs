using System.ComponentModel.DataAnnotations;

namespace Tollgate.Metering.Notices;

/// <summary>How notices are sent. Section <c>Notices</c>.</summary>
public sealed class NoticesOptions : IValidatableObject
{
    /// <summary>How long a step has to acknowledge before the next one is told.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "7.00:00:00")]
    public TimeSpan EscalateAfter { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How often due steps and mails are looked for.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Wait after the first mail that failed; doubles up to an hour.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00")]
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the mail server may take for one mail.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan SmtpTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Mail server. Empty: notices go by webhook only.</summary>
    public string SmtpHost { get; set; } = "";

    /// <summary>Its port.</summary>
    [Range(1, 65535)]
    public int SmtpPort { get; set; } = 587;

    /// <summary>Whether the connection must be encrypted (STARTTLS). Off only for a server on the same machine.</summary>
    public bool SmtpTls { get; set; } = true;

    /// <summary>User name; empty: the server asks for none.</summary>
    public string SmtpUser { get; set; } = "";

    /// <summary>Password. From the host's secrets; never logged.</summary>
    public string SmtpPassword { get; set; } = "";

    /// <summary>Sender of the mails. Required with a mail server.</summary>
    public string From { get; set; } = "";

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (SmtpHost.Length > 0 && !MimeKit.MailboxAddress.TryParse(From, out _))
            yield return new ValidationResult($"From ('{From}') must be a mail address when SmtpHost is set.", [nameof(From)]);
    }
}
