namespace Tocsin.Server.Scrape;

/// <summary>The one spare buffer for bodies too large for the pool. Thread-safe.</summary>
/// <remarks>
/// The pool would keep an array of each size for each thread: a target that sends a gigabyte again and again would fill it with
/// gigabytes. Without a spare one each of its scrapes would leave garbage of that size. What nobody uses goes at the next
/// full collection.
/// </remarks>
internal static class HugeBuffer
{
    private static readonly Lock Gate = new();
    private static readonly WeakReference<byte[]?> Spare = new(null);

    /// <summary>The spare one if it is large enough, else a new one; what is in it is anything.</summary>
    public static byte[] Take(int length)
    {
        lock (Gate)
        {
            if (Spare.TryGetTarget(out byte[]? spare) && spare.Length >= length)
            {
                Spare.SetTarget(null);
                return spare;
            }
        }

        return GC.AllocateUninitializedArray<byte>(length);
    }

    /// <summary>Keeps it as the spare one, if it is the larger.</summary>
    public static void GiveBack(byte[] buffer)
    {
        lock (Gate)
        {
            if (!Spare.TryGetTarget(out byte[]? spare) || spare.Length < buffer.Length)
            {
                Spare.SetTarget(buffer);
            }
        }
    }
}
