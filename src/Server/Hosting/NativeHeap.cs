using System.Runtime.InteropServices;

namespace Tocsin.Server.Hosting;

/// <summary>The memory of the native parts: the compiler of the runtime, the database, encryption.</summary>
internal static class NativeHeap
{
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;
    private const int Arenas = 2;
    private const int LargeBytes = 128 * 1024;

    /// <summary>
    /// Lets all threads share two areas. By itself the C library makes up to eight per processor, of which each keeps what
    /// its threads once needed: under load 48 of their 64 MB were free. And gives what is large back when it is freed: by itself
    /// the library keeps ever larger pieces in those areas, such as the blocks of the journal that the database reads. Other
    /// C libraries have no such setting.
    /// </summary>
    // Source: mallopt(3), M_ARENA_MAX, M_MMAP_THRESHOLD and M_TRIM_THRESHOLD; its notes on the dynamic threshold.
    public static void Share()
    {
        Call(static () =>
        {
            _ = SetOption(ArenaMax, Arenas);
            _ = SetOption(MmapThreshold, LargeBytes);
            _ = SetOption(TrimThreshold, LargeBytes);
        });
    }

    /// <summary>Gives the pages of those areas back that nothing is on: by itself the library does so at their ends alone.</summary>
    // Source: malloc_trim(3).
    public static void GiveBack() => Call(static () => _ = Trim(0));

    private static void Call(Action call)
    {
        try
        {
            call();
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            // Not GNU's.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint pad);
}
