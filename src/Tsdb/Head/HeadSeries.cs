using System.Diagnostics;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Head;

/// <summary>A series that had samples not long ago. Changed under the store's append lock alone.</summary>
/// <param name="pairs">Where its labels are.</param>
/// <param name="labels">The numbers of its labels there, in the order of their names.</param>
/// <param name="number">Its number, which is also its reference.</param>
internal sealed class HeadSeries(LabelPairs pairs, byte[] labels, int number)
{
    // Null, weak while somebody may hold them, or the labels themselves once the pairs may be gone.
    private object? _labels;
    private StreamEnd _stream = StreamEnd.None;
    private MixedData? _mixed;
    private LeavingData? _leaving;
    private HiddenAppend? _hidden;

    // How many of the oldest samples of the stream are on their way into a block, and up to which segment of the log: no
    // object for it, since all series leave together.
    private int _leavingCount;
    private int _leavingSegment;

    // Odd while the end of the stream changes, or what of it leaves.
    private int _version;

    /// <summary>Its labels, without empty values. One object for all who hold it at a time.</summary>
    public LabelSet Labels
    {
        get
        {
            object? known = Volatile.Read(ref _labels);
            return known as LabelSet
                ?? ((known as WeakReference<LabelSet>)?.TryGetTarget(out LabelSet? held) == true ? held : MakeLabels());
        }
    }

    /// <summary>Its number, from 1; ascends with creation and is never used again.</summary>
    public int Number { get; } = number;

    /// <summary>Its name at the seam.</summary>
    public SeriesRef Ref => new((ulong)Number);

    /// <summary>The newest timestamp, in memory or on disk; <see cref="long.MinValue"/> if there was none.</summary>
    public long LastTime => _stream.Time;

    /// <summary>The newest sample if it is a histogram.</summary>
    public FloatHistogram? LastHistogram { get; set; }

    /// <summary>What views that are open must not see, newest first; null if none is.</summary>
    public HiddenAppend? Hidden
    {
        get => Volatile.Read(ref _hidden);
        set => Volatile.Write(ref _hidden, value);
    }

    /// <summary>True once the blocks were asked for the newest sample, so that <see cref="LastTime"/> can be believed.</summary>
    public bool IsLastKnown { get; set; }

    /// <summary>The segment of the log that says which labels the number stands for.</summary>
    public int LogSegment { get; set; }

    /// <summary>True once the index has forgotten the series.</summary>
    public bool IsGone { get; set; }

    /// <summary>True if nothing is in memory.</summary>
    public bool IsEmpty => Last.Count == 0 && Mixed is null && Leaving is null;

    /// <summary>The newest floats, and the newest sample whatever it is. For who may append.</summary>
    public ref readonly StreamEnd Last => ref _stream;

    /// <summary>What the stream cannot hold; null if there is nothing.</summary>
    public MixedData? Mixed
    {
        get => Volatile.Read(ref _mixed);
        set => Volatile.Write(ref _mixed, value);
    }

    /// <summary>How many of the oldest samples of the stream are on their way into a block. For who may append.</summary>
    public int LeavingCount => _leavingCount;

    /// <summary>The last segment of the log that has some of those.</summary>
    public long LeavingSegment => _leavingSegment;

    /// <summary>
    /// What is on its way into a block, or in one that open views may not know, where it is more than samples of the stream;
    /// null if nothing is.
    /// </summary>
    public LeavingData? Leaving
    {
        get => Volatile.Read(ref _leaving);
        set => Volatile.Write(ref _leaving, value);
    }

    /// <summary>
    /// What is in memory at one moment. What moves from one place to another in that moment is in both, never in none:
    /// writers put it into the place that is read later first.
    /// </summary>
    public HeadSnapshot Snapshot()
    {
        var spin = default(SpinWait);
        while (true)
        {
            int version = Volatile.Read(ref _version);
            StreamEnd stream = _stream;
            (int count, int segment) = (_leavingCount, _leavingSegment);
            Volatile.ReadBarrier();
            if ((version & 1) == 0 && version == _version)
            {
                return new HeadSnapshot(stream, Mixed, Leaving) { LeavingCount = count, LeavingSegment = segment };
            }

            spin.SpinOnce();
        }
    }

    /// <summary>Publishes what was appended.</summary>
    public void Publish(in StreamEnd stream)
    {
        _version++;
        Volatile.WriteBarrier();
        _stream = stream;
        Volatile.Write(ref _version, _version + 1);
    }

    /// <summary>Publishes a stream of which nothing leaves: what left is gone, or the samples are elsewhere.</summary>
    public void PublishAlone(in StreamEnd stream)
    {
        _version++;
        Volatile.WriteBarrier();
        _stream = stream;
        _leavingCount = 0;
        Volatile.Write(ref _version, _version + 1);
    }

    /// <summary>Learns of a sample that is newer than what is in memory, and elsewhere.</summary>
    /// <param name="timeMs">Its timestamp.</param>
    /// <param name="bits">The bits of its value.</param>
    public void Learn(long timeMs, long bits)
    {
        if (Last.Count > 0)
        {
            // The stream's end is its newest sample.
            Mixed = (Mixed ?? MixedData.Empty) with { Stream = Last };
        }

        PublishAlone(StreamEnd.None with { Time = timeMs, Bits = bits });
    }

    /// <summary>All that is in memory begins to leave; one segment of the log is the last that has some of it.</summary>
    public void Leave(long segment)
    {
        if (Mixed is null && Leaving is null)
        {
            // The stream goes on, and what leaves is cut off its beginning in the end.
            _version++;
            Volatile.WriteBarrier();
            (_leavingCount, _leavingSegment) = (Last.Count, checked((int)segment));
            Volatile.Write(ref _version, _version + 1);
            return;
        }

        Leaving = new LeavingData(segment, Last, Mixed, Leaving);
        Mixed = null;
        PublishAlone(Last.Emptied);
    }

    /// <summary>True if these are its labels. The caller holds the index's lock.</summary>
    public bool HasLabels(LabelSet others) => pairs.AreThese(labels, others);

    /// <summary>The value of a label, nothing if it has none. The caller holds the index's lock.</summary>
    public ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> name) => pairs.ValueOf(labels, name);

    /// <summary>Appends its labels as <see cref="LabelSet.Encoded"/> has them.</summary>
    public void WriteLabels(ChunkWriter into)
    {
        int start = into.Length;
        if (!pairs.TryWrite(labels, into))
        {
            into.CutTo(start);
            into.WriteBytes(Labels.Encoded);
        }
    }

    /// <summary>Keeps its labels, since their pairs are about to go.</summary>
    public void KeepLabels()
    {
        lock (pairs.Making)
        {
            Volatile.Write(ref _labels, Labels);
        }
    }

    /// <summary>The newest timestamp that a view may see.</summary>
    /// <param name="sequence">The last append before the view was opened.</param>
    public long VisibleThrough(long sequence)
    {
        long through = long.MaxValue;
        for (HiddenAppend? hidden = Hidden; hidden is not null && hidden.Sequence > sequence; hidden = hidden.Older)
        {
            through = hidden.LastTimeBefore;
        }

        return through;
    }

    private LabelSet MakeLabels()
    {
        var encoded = new ChunkWriter();
        lock (pairs.Making)
        {
            bool ok = pairs.TryWrite(labels, encoded);

            // What was read is right unless the series had gone before.
            Volatile.ReadBarrier();
            if (_labels is LabelSet kept)
            {
                return kept;
            }

            if ((_labels as WeakReference<LabelSet>)?.TryGetTarget(out LabelSet? held) == true)
            {
                return held;
            }

            LabelSet made = ok ? LabelSet.FromEncoded(encoded.Written) : throw new UnreachableException("labels without pairs");
            if (_labels is WeakReference<LabelSet> weak)
            {
                weak.SetTarget(made);
            }
            else
            {
                Volatile.Write(ref _labels, new WeakReference<LabelSet>(made));
            }

            return made;
        }
    }
}

/// <summary>An append that some open view began before. Immutable but for the end of the chain.</summary>
/// <param name="Sequence">The append.</param>
/// <param name="LastTimeBefore">The newest timestamp of the series before it.</param>
/// <param name="Older">The one before, or null.</param>
internal sealed record HiddenAppend(long Sequence, long LastTimeBefore, HiddenAppend? Older);

/// <summary>What a series has in memory, as readers take it. In the order of its age: leaving, mixed, stream.</summary>
/// <param name="Stream">See <see cref="HeadSeries.Last"/>.</param>
/// <param name="Mixed">See <see cref="HeadSeries.Mixed"/>.</param>
/// <param name="Leaving">See <see cref="HeadSeries.Leaving"/>.</param>
internal readonly record struct HeadSnapshot(StreamEnd Stream, MixedData? Mixed, LeavingData? Leaving)
{
    /// <summary>See <see cref="HeadSeries.LeavingCount"/>.</summary>
    public int LeavingCount { get; init; }

    /// <summary>See <see cref="HeadSeries.LeavingSegment"/>.</summary>
    public int LeavingSegment { get; init; }

    /// <summary>
    /// What whoever knows the blocks up to a segment may read of the stream. The beginning of the rest may be given back while
    /// it is read.
    /// </summary>
    public StreamEnd StreamBehind(long segment) => LeavingCount > 0 && LeavingSegment <= segment
        ? Stream with { Count = Stream.Count - LeavingCount }
        : Stream;
}
