namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>What an endpoint is told.</summary>
/// <param name="MessageId">Id towards the receiver; the same fact must have the same id. Adding it a second time adds nothing.</param>
/// <param name="ContentType">For example <c>application/json</c>.</param>
/// <param name="Body">Sent byte for byte.</param>
public sealed record WebhookMessage(string MessageId, string ContentType, byte[] Body)
{
    /// <summary>A JSON message.</summary>
    public static WebhookMessage Json(string messageId, byte[] body) => new(messageId, "application/json", body);
}
