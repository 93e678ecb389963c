using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Tollgate.Contracts.Metering.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Metering.Feed;

/// <summary>Follows the feed from a cursor. Each page is read when the one before it has been taken, so a slow reader costs one page.</summary>
internal sealed class ReadFeed(FeedReader reader, FeedCursors cursors, FeedSignal signal, IOptions<FeedOptions> options)
{
    private const int DefaultPageSize = 500;
    private const int MaxPageSize = 1000;

    public async IAsyncEnumerable<ReadFeedResponse> HandleAsync(
        ReadFeedRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rules = new Validation();
        rules.Require(request.PageSize is >= 0 and <= MaxPageSize, "page_size", "must be 1 to 1,000");
        rules.Require(!request.TenantId.Contains('\0'), "tenant_id", "is not a tenant id");
        rules.ThrowIfInvalid();
        var position = cursors.Open(request.Cursor, request.TenantId);
        var size = request.PageSize == 0 ? DefaultPageSize : request.PageSize;

        while (true)
        {
            var page = await reader.ReadAsync(request.TenantId, position, size, cancellationToken);
            if (page.Count > 0)
            {
                position = page[^1].Position;
                var response = new ReadFeedResponse { Cursor = cursors.After(position, request.TenantId) };
                response.Entries.AddRange(page.Select(entry => entry.ToProto()));
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
}
