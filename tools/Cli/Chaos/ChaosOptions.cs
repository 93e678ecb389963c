namespace Tollgate.Cli.Chaos;

/// <summary>What a chaos run does.</summary>
public sealed record ChaosOptions
{
    /// <summary>Processes killed.</summary>
    public int Kills { get; init; } = 20;

    /// <summary>Decides who is killed when, and the order of repeated messages. The same seed makes the same plan; what it meets differs.</summary>
    public int Seed { get; init; }

    /// <summary>How long requests are made, and the kills spread over.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Requests a second.</summary>
    public int Rate { get; init; } = 10;

    /// <summary>Says what is wrong before anything is started.</summary>
    public void Validate()
    {
        if (Kills is < 0 or > 10_000)
            throw new CliException("--kills must be 0 to 10000.");
        if (Duration < TimeSpan.FromSeconds(5) || Duration > TimeSpan.FromHours(24))
            throw new CliException("--duration must be 5 seconds to 24 hours.");
        if (Rate is < 1 or > 1000)
            throw new CliException("--rate must be 1 to 1000.");
    }
}
