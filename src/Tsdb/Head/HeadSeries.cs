using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Head;

/// <summary>A series that had samples not long ago. Changed under the store's append lock alone.</summary>
/// <param name="labels">Its labels, without empty values.</param>
/// <param name="number">Its number, which is also its reference.</param>
internal sealed class HeadSeries(LabelSet labels, int number)
{
    private HeadData _data = HeadData.Empty;
    private HiddenAppend? _hidden;

    /// <summary>Its labels.</summary>
    public LabelSet Labels { get; } = labels;

    /// <summary>Its number, from 1; ascends with creation and is never used again.</summary>
    public int Number { get; } = number;

    /// <summary>Its name at the seam.</summary>
    public SeriesRef Ref => new((ulong)Number);

    /// <summary>The newest timestamp, in memory or on disk; <see cref="long.MinValue"/> if there was none.</summary>
    public long LastTime { get; set; } = long.MinValue;

    /// <summary>The bits of the newest sample if it is a float.</summary>
    public long LastBits { get; set; }

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
    public long LogSegment { get; set; }

    /// <summary>True once the index has forgotten the series.</summary>
    public bool IsGone { get; set; }

    /// <summary>The samples that are in memory. Readers take it once and read that.</summary>
    public HeadData Data
    {
        get => Volatile.Read(ref _data);
        set => Volatile.Write(ref _data, value);
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
}

/// <summary>An append that some open view began before. Immutable but for the end of the chain.</summary>
/// <param name="Sequence">The append.</param>
/// <param name="LastTimeBefore">The newest timestamp of the series before it.</param>
/// <param name="Older">The one before, or null.</param>
internal sealed record HiddenAppend(long Sequence, long LastTimeBefore, HiddenAppend? Older);
