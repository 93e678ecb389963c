using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Tollgate.Contracts.Audit.V1;
using Tollgate.Contracts.Mapping;
using Tollgate.ServiceDefaults.Audit;

namespace Tollgate.Metering.Tiers;

/// <summary>Whether everything that was recorded has been rated.</summary>
internal interface IBilledUsage
{
    /// <summary>True when Billing's book of a day is the one given, to the attempt.</summary>
    Task<bool> IsAsync(DateOnly day, BookSum recorded, CancellationToken cancellationToken);
}

/// <summary>Asks Billing for its digest of the day.</summary>
internal sealed class BilledUsage([FromKeyedServices("billing")] AuditService.AuditServiceClient billing, TimeProvider clock) : IBilledUsage
{
    private const string Book = "billing.rated";

    // A day that Billing has not sealed is read row by row.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public async Task<bool> IsAsync(DateOnly day, BookSum recorded, CancellationToken cancellationToken)
    {
        var span = AuditSpan.Of(day);
        try
        {
            var digest = await billing.DigestAsync(
                new DigestRequest { StartTime = span.Start.ToTimestamp(), EndTime = span.End.ToTimestamp(), BooksOnly = true },
                deadline: clock.GetUtcNow().UtcDateTime + Patience,
                cancellationToken: cancellationToken);
            return digest.Books.FirstOrDefault(book => book.Name == Book) is { } rated
                && (rated.Records, rated.CostNanos, rated.Digest) == (recorded.Records, recorded.CostNanos, recorded.Digest)
                && rated.Usage.ToUsage() == recorded.Usage;
        }
        catch (RpcException) when (!cancellationToken.IsCancellationRequested)
        {
            // Who cannot be asked has not said yes.
            return false;
        }
    }
}
