using System.Runtime.InteropServices;

namespace Tocsin.Tsdb;

/// <summary>
/// Memory from the system in pages, which are the system's again when they are freed. What the C library hands out it may
/// keep: after the first large piece it takes pieces of that size out of what it has, and trims that only when it is large.
/// </summary>
internal static unsafe partial class NativePages
{
    // Source: Linux, uapi/asm-generic/mman.h; the same on every architecture that .NET runs on there.
    private const int ReadWrite = 0x3;
    private const int PrivateAnonymous = 0x22;
    private const int MayMove = 1;
    private const nuint LargeBytes = 128 * 1024;
    private const nint Failed = -1;

    /// <summary>Makes room larger, with what it holds; large room is moved and not copied.</summary>
    /// <param name="room">Null for none yet.</param>
    /// <param name="from">How many bytes it has.</param>
    /// <param name="to">How many it shall have.</param>
    public static void* Grow(void* room, nuint from, nuint to)
    {
        if (!IsOfPages(to))
        {
            return NativeMemory.Realloc(room, to);
        }

        if (IsOfPages(from))
        {
            return Checked(Remap(room, from, to, MayMove), to);
        }

        void* pages = Checked(Map(null, to, ReadWrite, PrivateAnonymous, -1, 0), to);
        NativeMemory.Copy(room, pages, from);
        NativeMemory.Free(room);
        return pages;
    }

    /// <summary>Gives room back.</summary>
    public static void Free(void* room, nuint bytes)
    {
        if (IsOfPages(bytes))
        {
            _ = Unmap(room, bytes);
        }
        else
        {
            NativeMemory.Free(room);
        }
    }

    private static bool IsOfPages(nuint bytes) => OperatingSystem.IsLinux() && bytes >= LargeBytes;

    private static void* Checked(nint address, nuint bytes) => address != Failed
        ? (void*)address
        : throw new IOException($"the system has no room for {bytes} bytes");

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mremap", SetLastError = true)]
    private static partial nint Remap(void* address, nuint from, nuint to, int flags);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(void* address, nuint length);
}
