using Npgsql;
using Tollgate.Cli.Hosting;
using Tollgate.Cli.Platform;

namespace Tollgate.Bench.Ledger;

/// <summary>The whole platform on servers of its own, as <c>./tollgate up</c> runs it. Nothing of it is left behind.</summary>
internal sealed class LedgerBed : IAsyncDisposable
{
    // .NET's own prefix for configuration from outside, which the local app host hands on: look for days to seal and invoices to draft at once,
    // and keep the drafts as drafts.
    private static readonly (string Name, string Value)[] Settings =
    [
        ("DOTNET_Seals__Interval", "00:00:02"), ("DOTNET_Invoices__CheckEvery", "00:00:02"), ("DOTNET_Invoices__GracePeriod", "30.00:00:00"),
    ];

    private readonly LocalHost host;
    private readonly Dictionary<string, NpgsqlDataSource> databases = [];

    private LedgerBed(LocalHost host, string folder, PlatformAddresses addresses)
    {
        this.host = host;
        Platform = new PlatformClients(addresses);
        foreach (var name in new[] { "inferencedb", "meteringdb", "billingdb" })
        {
            var connection = LocalHost.Read(folder)!.Resources.Single(resource => resource.Name == name).ConnectionString!;
            databases[name] = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { CommandTimeout = 0 });
        }
    }

    public PlatformClients Platform { get; }

    /// <summary>The databases of those that have a row for every event, by name.</summary>
    public IReadOnlyDictionary<string, NpgsqlDataSource> Databases => databases;

    public static async Task<LedgerBed> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"tollgate-bench-{Guid.NewGuid():N}");
        foreach (var (name, value) in Settings)
            Environment.SetEnvironmentVariable(name, value);
        var host = LocalHost.Start(folder, new Dictionary<string, string> { ["Data:Temporary"] = "true" }, detached: false);
        try
        {
            return new LedgerBed(host, folder, await host.WaitUntilReadyAsync(_ => { }, cancellationToken));
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
        finally
        {
            foreach (var (name, _) in Settings)
                Environment.SetEnvironmentVariable(name, null);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in databases.Values)
            await database.DisposeAsync();
        Platform.Dispose();
        await host.DisposeAsync();
    }
}
