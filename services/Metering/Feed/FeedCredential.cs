namespace Tollgate.Metering.Feed;

/// <summary>What lets a tenant read the feed of its own usage.</summary>
/// <param name="CredentialId">Its id, which is part of the text that is shown.</param>
/// <param name="TenantId">Whose usage.</param>
/// <param name="Description">For people.</param>
/// <param name="CreateTime">When it was made.</param>
/// <param name="ExpireTime">It reads nothing from then on; null for no end.</param>
/// <param name="RevokeTime">When it was revoked; null while it is good.</param>
internal sealed record FeedCredential(
    Guid CredentialId, string TenantId, string Description, DateTimeOffset CreateTime, DateTimeOffset? ExpireTime, DateTimeOffset? RevokeTime)
{
    public bool IsGood(DateTimeOffset now) => RevokeTime is null && !(ExpireTime <= now);
}
