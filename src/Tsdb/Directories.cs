using System.Runtime.InteropServices;

namespace Tocsin.Tsdb;

/// <summary>What the framework does not offer for directories.</summary>
public static partial class Directories
{
    private const int ReadOnly = 0;

    /// <summary>
    /// Forces a directory's entries to disk: without it a file that was renamed may be gone after a power failure. Where
    /// the system cannot do it, nothing happens.
    /// </summary>
    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        int handle = Open(path, ReadOnly);
        if (handle >= 0)
        {
            _ = FSync(handle);
            _ = Close(handle);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
