using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Tocsin.Journal.Stores.Sqlite;

/// <summary>
/// Chooses the native SQLite once per process: the system's, which gets its fixes, else the bundled one.
/// </summary>
public static class SqliteLibrary
{
    // 3.37: the oldest in a distribution that is still supported, and newer than the bundled one.
    private const int VersionMin = 3_037_000;

    private static readonly string[] SystemNames = ["libsqlite3.so.0", "libsqlite3.dylib"];
    private static readonly Lazy<string> Loaded = new(Load);
    private static string _source = "bundled";

    /// <summary>Which library is in use, such as <c>SQLite 3.40.1 (system)</c>. Loads it if need be.</summary>
    public static string Description => Loaded.Value;

    private static string Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return $"SQLite {raw.sqlite3_libversion().utf8_to_string()} ({_source})";
    }

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != "e_sqlite3")
        {
            return IntPtr.Zero;
        }

        foreach (string system in SystemNames)
        {
            if (NativeLibrary.TryLoad(system, out IntPtr library))
            {
                if (VersionOf(library) >= VersionMin)
                {
                    _source = "system";
                    return library;
                }

                NativeLibrary.Free(library);
            }
        }

        return IntPtr.Zero;
    }

    private static int VersionOf(IntPtr library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out IntPtr function)
            ? Marshal.GetDelegateForFunctionPointer<VersionNumber>(function)()
            : 0;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();
}
