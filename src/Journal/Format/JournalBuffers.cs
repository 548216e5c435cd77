using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tocsin.Journal.Format;

/// <summary>Buffers from pools, but for very large ones. Thread-safe.</summary>
/// <remarks>
/// The shared pool keeps an array of each size for each thread that ever gave one back, and tens more for each processor. A
/// lane runs now on this thread and now on that, so that appends of a hundred alerts with twenty routes left 10 MB of them.
/// What is large therefore has a pool of its own, which keeps a few of each size.
/// </remarks>
internal static class JournalBuffers
{
    private const int SharedBytesMax = 32 * 1024;
    private const int PooledBytesMax = 512 * 1024;
    private const int KeptOfSize = 4;

    /// <summary>A buffer of at least that length, its content undefined.</summary>
    public static T[] Rent<T>(int length) =>
        PoolOf<T>(length) is { } pool ? pool.Rent(length) : GC.AllocateUninitializedArray<T>(length);

    /// <summary>Gives it back; an empty one was never rented.</summary>
    public static void Return<T>(T[] rented)
    {
        if (rented.Length > 0)
        {
            PoolOf<T>(rented.Length)?.Return(rented);
        }
    }

    /// <summary>Makes room for more behind what is used, in a buffer that may be the empty one; what is used stays.</summary>
    public static void Grow<T>(ref T[] rented, int used, int more)
    {
        if (rented.Length - used < more)
        {
            T[] larger = Rent<T>(Math.Max(used * 2, used + more));
            rented.AsSpan(0, used).CopyTo(larger);
            Return(rented);
            rented = larger;
        }
    }

    /// <summary>Gives it back and leaves the empty one.</summary>
    public static void Release<T>(ref T[] rented)
    {
        Return(rented);
        rented = [];
    }

    // The pools give lengths that are powers of two, as the bounds are, so that an array goes back where it came from.
    private static ArrayPool<T>? PoolOf<T>(int length) => ((long)length * Unsafe.SizeOf<T>()) switch
    {
        <= SharedBytesMax => ArrayPool<T>.Shared,
        <= PooledBytesMax => Large<T>.Pool,
        _ => null,
    };

    private static class Large<T>
    {
        public static readonly ArrayPool<T> Pool = ArrayPool<T>.Create(PooledBytesMax / Unsafe.SizeOf<T>(), KeptOfSize);
    }
}
