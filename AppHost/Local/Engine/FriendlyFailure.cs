namespace Tollgate.AppHost.Local;

/// <summary>A host that cannot start says why in one sentence, and ends with exit code 1 instead of a stack trace.</summary>
internal static class FriendlyFailure
{
    private static int _installed;

    public static void Install()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 1)
            return;

        AppDomain.CurrentDomain.UnhandledException += (_, arguments) =>
        {
            if (arguments.ExceptionObject is not DistributedApplicationException failure)
                return;

            Console.Error.WriteLine(failure.Message);
            Environment.Exit(1);
        };
    }
}
