namespace Tollgate.Cli.Fuzz;

/// <summary>What a fuzz run does.</summary>
public sealed record FuzzOptions
{
    /// <summary>Requests sent.</summary>
    public int Requests { get; init; } = 100_000;

    /// <summary>Decides what is in them. The same seed makes the same requests.</summary>
    public int Seed { get; init; }

    /// <summary>Requests at once.</summary>
    public int Concurrency { get; init; } = 32;

    /// <summary>
    /// Operators' calls too, to every service. What they happen to do well is done: a platform that is to be used after it has no use for them.
    /// </summary>
    public bool Operators { get; init; } = true;

    /// <summary>Says what is wrong before anything is started.</summary>
    public void Validate()
    {
        if (Requests is < 100 or > 100_000_000)
            throw new CliException("--requests must be 100 to 100000000.");
        if (Concurrency is < 1 or > 1000)
            throw new CliException("--concurrency must be 1 to 1000.");
    }
}
