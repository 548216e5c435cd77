using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>
/// Remembers series by the bytes in which senders name them: a sender writes the same bytes every time, and finding them
/// again is many times as fast as sorting, checking and looking up labels. Thread-safe.
/// </summary>
/// <param name="appender">Names series that are new.</param>
internal sealed class SeriesMemory(ISeriesAppender appender)
{
    /// <summary>How many series are remembered; beyond it the memory starts anew.</summary>
    public const int SeriesMax = 2_000_000;

    private readonly ConcurrentDictionary<ulong, KnownSeries> _known = [];
    private int _generation;

    /// <summary>Changes when series are forgotten: what is known from before is not to be used.</summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>The series that was named by these bytes before; null if none was.</summary>
    /// <param name="key">See <see cref="KeyOf"/>.</param>
    public KnownSeries? Find(ulong key) => _known.GetValueOrDefault(key);

    /// <summary>Has the store name a series, and remembers it.</summary>
    /// <returns>Null if the store has no room for another series.</returns>
    public KnownSeries? Learn(ulong key, LabelSet labels)
    {
        var reference = default(SeriesRef);
        appender.Resolve([labels], new Span<SeriesRef>(ref reference));
        if (reference.IsNone)
        {
            return null;
        }

        if (_known.Count >= SeriesMax)
        {
            Forget();
        }

        var known = new KnownSeries(labels, reference, Generation);
        _known[key] = known;
        return known;
    }

    /// <summary>Forgets all series, since the store no longer knows some of them by the names it gave.</summary>
    public void Forget()
    {
        Interlocked.Increment(ref _generation);
        _known.Clear();
    }

    /// <summary>
    /// A number for some bytes. Two series may share it, so whoever finds one compares its labels with what was sent.
    /// </summary>
    public static ulong KeyOf(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        const ulong First = 0x9E3779B97F4A7C15;
        const ulong Second = 0xC2B2AE3D27D4EB4F;
        ulong hash = seed ^ ((ulong)bytes.Length * First);
        while (bytes.Length >= 8)
        {
            hash = BitOperations.RotateLeft((hash ^ MemoryMarshal.Read<ulong>(bytes)) * Second, 29) * First;
            bytes = bytes[8..];
        }

        ulong tail = 0;
        foreach (byte b in bytes)
        {
            tail = (tail << 8) | b;
        }

        hash = (hash ^ tail) * Second;
        return hash ^ (hash >> 32);
    }
}
