namespace Tollgate.Cli.Demo;

/// <summary>What a demo runs.</summary>
public sealed record DemoOptions
{
    /// <summary>Folder of documents or a retrieval collection; null for none.</summary>
    public string? Corpus { get; init; }

    /// <summary>Trace file; null for none.</summary>
    public string? Trace { get; init; }

    /// <summary>Times the recorded pace.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>At most this many requests of a corpus or trace.</summary>
    public int Limit { get; init; } = int.MaxValue;

    /// <summary>Model of a replayed trace.</summary>
    public string Model { get; init; } = "";

    /// <summary>File for the JSON report; null for none.</summary>
    public string? Report { get; init; }

    /// <summary>Configuration of the app model.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>Says what is wrong before anything is started.</summary>
    public void Validate()
    {
        if (Corpus is not null && Trace is not null)
            throw new CliException("Choose one of --corpus and --trace.");
        if (Speed is not (> 0 and < 1_000_000))
            throw new CliException("--speed must be above 0.");
        if (Limit < 1)
            throw new CliException("--limit must be at least 1.");
    }
}
