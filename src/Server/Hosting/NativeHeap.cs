using System.Runtime.InteropServices;

namespace Tocsin.Server.Hosting;

/// <summary>The memory of the native parts: the compiler of the runtime, the database, encryption.</summary>
internal static class NativeHeap
{
    private const int ArenaMax = -8;
    private const int Arenas = 2;

    /// <summary>
    /// Lets all threads share two areas. By itself the C library makes up to eight per processor, of which each keeps what
    /// its threads once needed: under load 48 of their 64 MB were free. Other C libraries have no such setting.
    /// </summary>
    // Source: mallopt(3), M_ARENA_MAX.
    public static void Share()
    {
        try
        {
            _ = SetOption(ArenaMax, Arenas);
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            // Not GNU's.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}
