using Grpc.Core;
using Tollgate.Console.Platform;
using Tollgate.Contracts.Audit.V1;
using Tollgate.ServiceDefaults.Errors;

namespace Tollgate.Console.Audit;

/// <summary>Reads the books of every service as they are now. It looks once and does not wait; the <c>tollgate audit</c> command waits.</summary>
internal sealed class AuditQuery(IServiceProvider services, PageCalls calls)
{
    public async Task<AuditView> ReadAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(PlatformExtensions.Bookkeepers.Select(name => DigestAsync(name, cancellationToken)));
        return AuditView.From(answers);
    }

    private async Task<ServiceBooks> DigestAsync(string service, CancellationToken cancellationToken)
    {
        var client = services.GetRequiredKeyedService<AuditService.AuditServiceClient>(service);
        try
        {
            var digest = await client.DigestAsync(new DigestRequest(), calls.Options(cancellationToken));
            return new ServiceBooks(service, digest.Books, digest.Pending.Where(entry => entry.Value != 0).ToDictionary(), null);
        }
        catch (RpcException error)
        {
            return new ServiceBooks(service, [], new Dictionary<string, long>(), TollgateException.FromRpc(error).Reason);
        }
    }
}
