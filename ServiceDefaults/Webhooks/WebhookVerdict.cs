namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>What became of checking a received webhook. Only <see cref="Genuine"/> may be acted on.</summary>
public enum WebhookVerdict
{
    /// <summary>Signed with an active secret, and of now.</summary>
    Genuine,

    /// <summary>Id, timestamp or signature is missing.</summary>
    MissingHeaders,

    /// <summary>The timestamp is not a number of seconds.</summary>
    BadTimestamp,

    /// <summary>Sent too long ago, or in the future: perhaps recorded and played again.</summary>
    OutsideTolerance,

    /// <summary>No signature fits any active secret.</summary>
    Forged,
}
