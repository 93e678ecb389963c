using Tollgate.ServiceDefaults.Webhooks;

namespace Tollgate.Metering.Feed;

/// <summary>A webhook that is told the feed.</summary>
/// <param name="Endpoint">Where; its owner is the tenant whose entries it is told, empty for all.</param>
/// <param name="Position">How far delivery has been given the feed.</param>
internal sealed record Subscription(WebhookEndpoint Endpoint, long Position)
{
    /// <summary>What the endpoints of the feed are for.</summary>
    public const string Purpose = "usage-feed";
}
