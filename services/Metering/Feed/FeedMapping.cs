using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tollgate.Contracts.Metering.V1;
using Tollgate.Metering.Usage;

namespace Tollgate.Metering.Feed;

/// <summary>The feed on gRPC.</summary>
internal static class FeedMapping
{
    public static FeedEntry ToProto(this PlacedEntry placed) => new()
    {
        Position = placed.Position,
        TenantPosition = placed.TenantPosition,
        EventId = placed.EventId.ToString("D", CultureInfo.InvariantCulture),
        Entry = placed.Entry.ToProto(),
    };

    public static Contracts.Metering.V1.FeedCredential ToProto(this FeedCredential credential) => new()
    {
        CredentialId = credential.CredentialId.ToString("D", CultureInfo.InvariantCulture),
        TenantId = credential.TenantId,
        Description = credential.Description,
        CreateTime = Timestamp.FromDateTimeOffset(credential.CreateTime),
        ExpireTime = credential.ExpireTime is { } expires ? Timestamp.FromDateTimeOffset(expires) : null,
        RevokeTime = credential.RevokeTime is { } revoked ? Timestamp.FromDateTimeOffset(revoked) : null,
    };

    public static FeedSubscription ToProto(this Subscription subscription) => new()
    {
        SubscriptionId = subscription.Endpoint.EndpointId.ToString("D", CultureInfo.InvariantCulture),
        TenantId = subscription.Endpoint.Owner,
        Url = subscription.Endpoint.Url.AbsoluteUri,
        Description = subscription.Endpoint.Description,
        Position = subscription.Position,
        CreateTime = Timestamp.FromDateTimeOffset(subscription.Endpoint.CreateTime),
        FailingSince = subscription.Endpoint.FailingSince is { } since ? Timestamp.FromDateTimeOffset(since) : null,
        DisableTime = subscription.Endpoint.DisableTime is { } time ? Timestamp.FromDateTimeOffset(time) : null,
        DisableReason = subscription.Endpoint.DisableReason,
    };
}
