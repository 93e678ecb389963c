using System.Diagnostics;

namespace Tollgate.AppHost.Local;

/// <summary>
/// A child that cannot outlive the host. It leads a session of its own, in which a small watcher blocks on a pipe that only the host
/// holds: when the pipe closes, because the host ended the child or was itself killed, the whole session is ended.
/// </summary>
internal sealed class GuardedProcess : IDisposable
{
    // The watcher is forked before the command takes over the shell's process id, so there is no moment without it.
    // $1 is what an orphan gets first; it then has three seconds. It has to be bash: other shells drop variables whose names are not
    // identifiers, such as services__provider-sim__http__0.
    private const string Guard = """
        signal=$1; shift
        exec 3<&0 0</dev/null
        (
          trap '' HUP INT QUIT TERM
          read -r _ <&3
          kill -s "$signal" -- -$$
          i=0
          while [ "$signal" != KILL ] && [ $i -lt 30 ] && kill -0 $$; do sleep 0.1; i=$((i + 1)); done
          kill -s KILL -- -$$
        ) >/dev/null 2>&1 &
        exec 3<&-
        exec "$@" 2>&1
        """;

    private readonly Process _process;
    private readonly ProcessSpec _spec;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _reader;

    private GuardedProcess(Process process, ProcessSpec spec, Action<string> onLine)
    {
        _process = process;
        _spec = spec;
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => _exited.TrySetResult(_process.ExitCode);
        _process.Start();
        StartTicks = Posix.StartTicks(Id);

        // A blocking read on a pipe takes a thread; a pool of two would starve behind a dozen children.
        _reader = new Thread(() => ReadLines(onLine)) { IsBackground = true, Name = $"log of {Id}" };
        _reader.Start();
    }

    public int Id => _process.Id;

    public long? StartTicks { get; }

    /// <summary>The exit code, once the process has ended; 128 and the signal when it was killed.</summary>
    public Task<int> Exited => _exited.Task;

    public static GuardedProcess Start(ProcessSpec spec, Action<string> onLine)
    {
        var start = new ProcessStartInfo("setsid")
        {
            ArgumentList = { "bash", "-c", Guard, "guard", Name(spec.OrphanSignal), spec.Command },
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var argument in spec.Arguments)
            start.ArgumentList.Add(argument);
        InheritedEnvironment.CopyTo(start.Environment);
        foreach (var (name, value) in spec.Environment)
            start.Environment[name] = value;

        return new GuardedProcess(new Process { StartInfo = start }, spec, onLine);
    }

    /// <summary>Asks the process to end, and kills it when it does not within its grace.</summary>
    public async Task StopAsync(TimeProvider time)
    {
        if (!Exited.IsCompleted)
        {
            Posix.Send(Id, _spec.StopSignal);
            try
            {
                await Exited.WaitAsync(_spec.Grace, time).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                Posix.Send(-Id, Signal.Kill);
                await Exited.ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends whatever is left of the session, helpers of the process included.</summary>
    public void Dispose()
    {
        _process.StandardInput.Dispose();
        // What the process said last is worth most; a helper that keeps the pipe open must not keep us.
        _reader.Join(TimeSpan.FromSeconds(2));
        _process.Dispose();
    }

    private static string Name(Signal signal) => signal switch
    {
        Signal.Interrupt => "INT",
        Signal.Quit => "QUIT",
        Signal.Terminate => "TERM",
        _ => "KILL",
    };

    private void ReadLines(Action<string> onLine)
    {
        try
        {
            while (_process.StandardOutput.ReadLine() is { } line)
                onLine(line);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidOperationException)
        {
        }
    }
}
