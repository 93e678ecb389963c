namespace Tollgate.AppHost.Local;

/// <summary>One process to start.</summary>
/// <param name="Command">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="WorkingDirectory">The folder it runs in.</param>
/// <param name="Environment">Its variables, on top of the few that are inherited.</param>
internal sealed record ProcessSpec(
    string Command,
    IReadOnlyList<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Asks the process to end.</summary>
    public Signal StopSignal { get; init; } = Signal.Terminate;

    /// <summary>How long it may take to end before it is killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What the process gets when the host dies without stopping it.</summary>
    public Signal OrphanSignal { get; init; } = Signal.Kill;
}

/// <summary>The signals the engine sends, by their POSIX numbers.</summary>
internal enum Signal
{
    Interrupt = 2,
    Quit = 3,
    Kill = 9,
    Terminate = 15,
}
