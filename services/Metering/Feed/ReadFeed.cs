using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Feed;

/// <summary>Follows the feed from a cursor. Each page is read when the one before it has been taken, so a slow reader costs one page.</summary>
internal sealed class ReadFeed(
    FeedReader reader, FeedCursors cursors, FeedCredentials credentials, FeedSignal signal, IOptions<FeedOptions> options)
{
    private const int DefaultPageSize = 500;
    private const int MaxPageSize = 1000;

    /// <summary>Reads for operators and services, or for the tenant of a credential: its own feed only, and nothing that counts others' usage.</summary>
    public async IAsyncEnumerable<ReadFeedResponse> HandleAsync(
        ReadFeedRequest request, Guid? credentialId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rules = new Validation();
        rules.Require(request.PageSize is >= 0 and <= MaxPageSize, "page_size", "must be 1 to 1,000");
        rules.Require(!request.TenantId.Contains('\0'), "tenant_id", "is not a tenant id");
        rules.ThrowIfInvalid();
        var tenantId = credentialId is { } id ? await OwnTenantAsync(id, request.TenantId, cancellationToken) : request.TenantId;
        var position = cursors.Open(request.Cursor, tenantId);
        var size = request.PageSize == 0 ? DefaultPageSize : request.PageSize;

        while (true)
        {
            // For as long as the credential is good.
            if (credentialId is { } shown)
                await OwnTenantAsync(shown, tenantId, cancellationToken);
            var page = await reader.ReadAsync(tenantId, position, size, cancellationToken);
            if (page.Count > 0)
            {
                position = page[^1].Position;
                var response = new ReadFeedResponse { Cursor = cursors.After(position, tenantId) };
                response.Entries.AddRange(page.Select(entry => credentialId is null ? entry.ToProto() : (entry with { Position = 0 }).ToProto()));
                yield return response;
            }
            else if (request.Live)
            {
                await signal.WaitAsync(options.Value.PollInterval, cancellationToken);
                cancellationToken.ThrowIfCancellationRequested();
            }
            else
            {
                yield break;
            }
        }
    }

    private async Task<string> OwnTenantAsync(Guid credentialId, string asked, CancellationToken cancellationToken)
    {
        var credential = await credentials.FindGoodAsync(credentialId, cancellationToken)
            ?? throw TollgateException.Unauthenticated(Reasons.InvalidCredentials, "The credential has expired or was revoked.");
        return asked.Length == 0 || asked == credential.TenantId
            ? credential.TenantId
            : throw TollgateException.PermissionDenied("OTHER_TENANT", "This credential reads the feed of its own tenant.");
    }
}
