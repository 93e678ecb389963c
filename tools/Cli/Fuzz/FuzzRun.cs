using Tollgate.Cli.Books;
using Tollgate.Cli.Hosting;
using Tollgate.Cli.Platform;

namespace Tollgate.Cli.Fuzz;

/// <summary>Sends bad requests of all kinds to a platform, and looks at what they did to it.</summary>
public sealed class FuzzRun(Func<HostDocument> host, PlatformClients platform, ProviderBooks provider, FuzzOptions options)
{
    // What a service needs for its work it has by then: code, connections, buffers.
    private const int WarmPart = 4;

    /// <summary>Runs with an API key of a tenant that is set up already.</summary>
    public async Task<FuzzResult> RunAsync(string apiKey, Action<long> progress, CancellationToken cancellationToken)
    {
        var tally = new FuzzTally();
        var errors = ServiceState.Errors(host());
        var edge = new Uri(platform.Addresses.IntakeHttp[0]);
        using var http = new HttpFuzz(edge, apiKey, tally);
        using var grpc = new GrpcFuzz(platform.Addresses, apiKey, options.Operators, tally);
        var raw = new RawFuzz(edge, apiKey, tally);

        async ValueTask SendAsync(int number, CancellationToken stop)
        {
            var random = new Random(SeedOf(number));
            await (random.Next(20) switch
            {
                < 10 => http.SendAsync(random, stop),
                < 19 => grpc.SendAsync(random, stop),
                _ => raw.SendAsync(random, stop),
            });
            if (tally.Requests % 1000 == 0)
                progress(tally.Requests);
        }

        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Concurrency, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, options.Requests / WarmPart, parallel, SendAsync);
        var warm = ServiceState.Read(host());
        await Parallel.ForAsync(options.Requests / WarmPart, options.Requests, parallel, SendAsync);

        var audit = await new SystemAudit(platform, provider).RunAsync(cancellationToken);
        return new FuzzResult(tally, warm, ServiceState.Read(host()), [.. ServiceState.Errors(host()).Except(errors)], audit);
    }

    private int SeedOf(int number) => unchecked((options.Seed * 16777619) ^ number);
}
