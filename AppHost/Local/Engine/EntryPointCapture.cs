using System.Reflection;

namespace Tollgate.AppHost.Local;

/// <summary>Runs the description of an app host inside a test and takes its builder, at the moment it would be built.</summary>
internal sealed class EntryPointCapture(Assembly assembly, string[] arguments)
{
    private static readonly AsyncLocal<EntryPointCapture?> Active = new();
    private LocalApplicationBuilder? _builder;

    public static EntryPointCapture? Current => Active.Value;

    public Assembly Assembly => assembly;

    public string[] Arguments => arguments;

    public Task<LocalApplicationBuilder> RunAsync() => Task.Run(() =>
    {
        Active.Value = this;
        try
        {
            var entryPoint = assembly.EntryPoint ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no entry point.");
            entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, null, entryPoint.GetParameters().Length == 0 ? [] : [Array.Empty<string>()], null);
        }
        catch (HandedOverException)
        {
        }

        return _builder ?? throw new InvalidOperationException($"{assembly.GetName().Name} ended without building an application.");
    });

    /// <summary>Ends the entry point: the test takes over from here.</summary>
    public void HandOver(LocalApplicationBuilder builder)
    {
        if (_builder is not null)
            return;

        _builder = builder;
        throw new HandedOverException();
    }

    private sealed class HandedOverException : Exception;
}
