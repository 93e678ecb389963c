using System.Globalization;
using System.Text.RegularExpressions;

namespace Tollgate.AppHost.Local;

/// <summary>The output of one replica: stored with time and name before each line, and shown on the console when asked for.</summary>
internal sealed partial class ResourceLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StreamWriter _file;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly bool _console;

    public ResourceLog(string folder, string name, TimeProvider time, bool console)
    {
        FilePath = Path.Combine(folder, $"{name}.log");
        if (File.Exists(FilePath))
            File.Move(FilePath, Path.Combine(folder, $"{name}.previous.log"), overwrite: true);
        _file = new StreamWriter(FilePath) { AutoFlush = true };
        (_name, _time, _console) = (name, time, console);
    }

    public string FilePath { get; }

    public void Write(string line)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{_time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} [{_name}] {Colour().Replace(line, "")}");
        lock (_gate)
        {
            if (_file.BaseStream is { CanWrite: true })
                _file.WriteLine(text);
        }

        if (_console)
            Console.Out.WriteLine(text);
    }

    public void Dispose()
    {
        lock (_gate)
            _file.Dispose();
    }

    [GeneratedRegex(@"\x1B\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colour();
}
