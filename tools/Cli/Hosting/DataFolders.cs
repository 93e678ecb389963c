namespace Tollgate.Cli.Hosting;

/// <summary>Where the platform's data lives on this machine.</summary>
public static class DataFolders
{
    private static string Root => Environment.GetEnvironmentVariable("TOLLGATE_DATA") is { Length: > 0 } folder
        ? Path.GetFullPath(folder)
        : Checkout.Combine(".tollgate");

    /// <summary>Kept from one start to the next.</summary>
    public static string Up => Path.Combine(Root, "up");

    /// <summary>Emptied at each start: what is killed there was never anybody's.</summary>
    public static string Chaos => Path.Combine(Root, "chaos");

    /// <summary>Emptied at each start: what is sent there was never meant well.</summary>
    public static string Fuzz => Path.Combine(Root, "fuzz");

    /// <summary>Emptied at each start, so that a demo always begins with empty books.</summary>
    public static string Demo => Path.Combine(Root, "demo");
}
