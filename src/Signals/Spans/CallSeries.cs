using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Spans;

/// <summary>The spans of one operation of a service: how many, and how long they took.</summary>
internal sealed class CallSeries(LabelSet labels, SeriesLayout layout, long nowMs, DurationTally durations)
    : MeasuredSeries(labels, layout, nowMs)
{
    private long _calls;

    /// <summary>What its spans are found by; null while none has come since a start, and for the overflow.</summary>
    public SeriesKey? Key { get; set; }

    /// <summary>The service, null if it is the overflow of all; needed to count down when it expires.</summary>
    public required ServiceCalls? Service { get; init; }

    /// <summary>Counts a span.</summary>
    public void Observe(in SpanRow row, double duration, long nowMs, bool keepsExemplar)
    {
        _calls++;
        LastMs = nowMs;
        int bucket = durations.Observe(duration);
        if (keepsExemplar && row.HasTrace)
        {
            // The series after the counter are the buckets; a native histogram is one series.
            Offer(new SpanExemplar(row.TraceHigh, row.TraceLow, row.SpanId, duration), 1 + bucket);
        }
    }

    /// <inheritdoc/>
    public override void Read(Span<double> into)
    {
        into[0] = _calls;
        durations.Read(into[1..]);
    }

    /// <inheritdoc/>
    public override FloatHistogram Native(int index) => durations.Native!;

    /// <inheritdoc/>
    protected override void SaveCounts(BinaryWriter into)
    {
        into.Write7BitEncodedInt64(_calls);
        durations.Save(into);
    }

    /// <inheritdoc/>
    protected override void LoadCounts(BinaryReader from)
    {
        _calls = from.Read7BitEncodedInt64();
        durations.Load(from);
    }
}

/// <summary>What is known of one service.</summary>
internal sealed class ServiceCalls(string name)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>How many label sets it has, the one for what is too much not counted.</summary>
    public int LabelSets { get; set; }

    /// <summary>The label set for what is too much; null until there is something.</summary>
    public CallSeries? Overflow { get; set; }
}
