using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Tollgate.Metering.Tiers;

/// <summary>
/// Brings names to disk: a file that was synced may still be missing after a power cut when its directory was not. .NET does not open directories.
/// Where there is no POSIX, names are the file system's own affair.
/// </summary>
internal static class DirectorySync
{
    private const int ReadOnly = 0;
    private const int InvalidArgument = 22;

    /// <summary>Makes a directory and those above it, durably.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
            return;
        var above = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        if (above is not null)
            Create(above);
        Directory.CreateDirectory(path);
        if (above is not null)
            Flush(above);
    }

    /// <summary>Brings the names in a directory to disk.</summary>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var directory = open(path, ReadOnly);
        if (directory < 0)
            throw Failed(path);
        try
        {
            // Some network file systems have nothing to sync.
            if (fsync(directory) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw Failed(path);
        }
        finally
        {
            _ = close(directory);
        }
    }

    private static IOException Failed(string path) => new($"Cannot bring the names in {path} to disk.", new Win32Exception(Marshal.GetLastPInvokeError()));

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fsync(int file);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int close(int file);
}
