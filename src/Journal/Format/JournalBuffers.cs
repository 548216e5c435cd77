using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tocsin.Journal.Format;

/// <summary>Buffers from the shared pool, but for very large ones. Thread-safe.</summary>
/// <remarks>
/// The pool keeps an array of each size for each thread that ever gave one back. A lane runs now on this thread and now on
/// that, so that one append of megabytes, such as the groups of a hundred alerts with twenty routes, ended as tens of them.
/// </remarks>
internal static class JournalBuffers
{
    private const int PooledBytesMax = 512 * 1024;

    /// <summary>A buffer of at least that length, its content undefined.</summary>
    public static T[] Rent<T>(int length) => (long)length * Unsafe.SizeOf<T>() <= PooledBytesMax
        ? ArrayPool<T>.Shared.Rent(length)
        : GC.AllocateUninitializedArray<T>(length);

    /// <summary>Gives it back; an empty one was never rented.</summary>
    public static void Return<T>(T[] rented)
    {
        if (rented.Length > 0 && (long)rented.Length * Unsafe.SizeOf<T>() <= PooledBytesMax)
        {
            ArrayPool<T>.Shared.Return(rented);
        }
    }
}
