using Tollgate.Inference.Tests.Fakes;

namespace Tollgate.Inference.Tests.Providers;

/// <summary>One simulator and one database for the whole matrix, every provider configured in its own wire format.</summary>
public sealed class FaultMatrixFixture : IAsyncLifetime
{
    internal World World { get; private set; } = null!;

    internal SimulatedProvider Simulator { get; private set; } = null!;

    /// <summary>As patient as can be.</summary>
    internal InferenceReplica Patient { get; private set; } = null!;

    /// <summary>Gives a silent stream up after seconds.</summary>
    internal InferenceReplica Hasty { get; private set; } = null!;

    /// <summary>Gives any call up after seconds.</summary>
    internal InferenceReplica Short { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        World = await World.CreateAsync();
        Simulator = await SimulatedProvider.StartAsync();
        Patient = World.Replica(settings => Configure(settings, "patient", "00:01:00", "00:01:40"));
        Hasty = World.Replica(settings => Configure(settings, "hasty", "00:00:03", "00:01:40"));
        Short = World.Replica(settings => Configure(settings, "short", "00:01:00", "00:00:03"));
    }

    public async Task DisposeAsync()
    {
        await World.DisposeAsync();
        await Simulator.DisposeAsync();
    }

    private void Configure(IDictionary<string, string?> settings, string instance, string stallsAfter, string endWithin)
    {
        foreach (var format in WireFormat.All)
            format.Configure(settings, Simulator, stallsAfter);
        settings["Recovery:Instance"] = instance;
        settings["Attempts:EndWithin"] = endWithin;
        settings["Retries:BaseDelay"] = "00:00:00.01";
        // The matrix is nothing but failures: what they lead to together has tests of its own.
        settings["Resilience:BreakAfter"] = "10000";
        settings["Resilience:RetryReserve"] = "10000";
    }
}
