using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.Spans;

/// <summary>What is counted for one label set, and the series that it is written as.</summary>
/// <remarks>The counts belong to who counts; what begins with <c>Written</c> belongs to who writes them.</remarks>
/// <param name="labels">Without a metric's name.</param>
/// <param name="layout">The series.</param>
/// <param name="nowMs">When the first of its spans came.</param>
internal abstract class MeasuredSeries(LabelSet labels, SeriesLayout layout, long nowMs)
{
    private SpanExemplar _exemplar;
    private int _exemplarAt = -1;
    private bool _isUrgent;

    /// <summary>The labels, without a metric's name.</summary>
    public LabelSet Labels => labels;

    /// <summary>The series.</summary>
    public SeriesLayout Layout => layout;

    /// <summary>When its first span came: its counters were 0 before.</summary>
    public long CreatedMs { get; } = nowMs;

    /// <summary>When its last span came.</summary>
    public long LastMs { get; protected set; } = nowMs;

    /// <summary>The series' names in the store; null until they are first written, or once one is no longer known.</summary>
    public SeriesRef[]? WrittenRefs { get; set; }

    /// <summary>Whether the zeros before the first span are written.</summary>
    public bool WrittenZeros { get; set; }

    /// <summary>When the counts were last written, this run or before.</summary>
    public long WrittenMs { get; set; } = long.MinValue;

    /// <summary>Whether spans may have come since the counts were written.</summary>
    public bool IsUnwritten => LastMs >= WrittenMs;

    /// <summary>Is kept as if a span had come now.</summary>
    public void Touch(long nowMs) => LastMs = Math.Max(LastMs, nowMs);

    /// <summary>Writes all counts.</summary>
    /// <param name="into">Where to.</param>
    /// <param name="safeMs">What was written before this time is on disk for certain.</param>
    public void Save(BinaryWriter into, long safeMs)
    {
        into.Write(LastMs);
        into.Write(WrittenMs);

        // Written a second time the zeros are refused as what is there already, so that it does no harm.
        into.Write(WrittenZeros && CreatedMs < safeMs);
        SaveCounts(into);
    }

    /// <summary>Becomes what another of the same labels was when it was saved.</summary>
    public void Load(BinaryReader from)
    {
        (LastMs, WrittenMs, WrittenZeros) = (from.ReadInt64(), from.ReadInt64(), from.ReadBoolean());
        LoadCounts(from);
    }

    /// <summary>Reads the floats in the order of the layout.</summary>
    public abstract void Read(Span<double> into);

    /// <summary>Reads one of the native histograms.</summary>
    public abstract FloatHistogram Native(int index);

    /// <summary>Writes the counts of this kind of series.</summary>
    protected abstract void SaveCounts(BinaryWriter into);

    /// <summary>Reads them again.</summary>
    protected abstract void LoadCounts(BinaryReader from);

    /// <summary>The slowest span since it was last asked for, and in which series of the layout it is; -1 if there was none.</summary>
    public int TakeExemplar(out SpanExemplar exemplar)
    {
        (exemplar, int at, _exemplarAt) = (_exemplar, _exemplarAt, -1);
        return at;
    }

    /// <summary>Offers a span to stand for the others: of those between two writings the slowest does, of the urgent first.</summary>
    protected void Offer(in SpanExemplar exemplar, int at, bool isUrgent = false)
    {
        bool isBetter = isUrgent == _isUrgent ? exemplar.Value > _exemplar.Value : isUrgent;
        if (_exemplarAt < 0 || isBetter)
        {
            (_exemplar, _exemplarAt, _isUrgent) = (exemplar, at, isUrgent);
        }
    }
}

/// <summary>A span that stands for others.</summary>
internal readonly record struct SpanExemplar(ulong TraceHigh, ulong TraceLow, ulong SpanId, double Value)
{
    /// <summary>The ids as labels.</summary>
    // Source: OpenTelemetry specification, compatibility with Prometheus: exemplars carry trace_id and span_id.
    public LabelSet Labels() => SpanId == 0
        ? LabelSet.Of(("trace_id", $"{TraceHigh:x16}{TraceLow:x16}"))
        : LabelSet.Of(("trace_id", $"{TraceHigh:x16}{TraceLow:x16}"), ("span_id", $"{SpanId:x16}"));
}
