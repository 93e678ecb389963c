namespace Tollgate.ServiceDefaults.Webhooks;

/// <summary>A message in the hand of a worker.</summary>
/// <param name="DeliveryId">Its row.</param>
/// <param name="EndpointId">Whom it is for.</param>
/// <param name="Url">Where that is.</param>
/// <param name="Message">What is sent.</param>
/// <param name="Tries">Which try this is, from 1. Tells this hold on the row from a later one.</param>
internal sealed record WebhookDelivery(long DeliveryId, Guid EndpointId, Uri Url, WebhookMessage Message, int Tries);
