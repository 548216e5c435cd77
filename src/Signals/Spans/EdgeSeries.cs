using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.Spans;

/// <summary>The calls from one service to another: how many, how many failed, how long they took at either end.</summary>
internal sealed class EdgeSeries(LabelSet labels, SeriesLayout layout, long nowMs, (DurationTally Server, DurationTally Client) durations)
    : MeasuredSeries(labels, layout, nowMs)
{
    private long _calls;
    private long _failed;

    /// <summary>Counts a call.</summary>
    /// <param name="call">What is known of it.</param>
    /// <param name="shape">The unit of durations.</param>
    /// <param name="nowMs">Now.</param>
    public void Observe(in GraphCall call, DurationShape shape, long nowMs)
    {
        _calls++;
        _failed += call.HasFailed ? 1 : 0;
        LastMs = nowMs;
        if (call.ServerNs is { } server)
        {
            durations.Server.Observe(shape.Of(server));
        }

        if (call.ClientNs is { } client)
        {
            durations.Client.Observe(shape.Of(client));
        }

        if (call.HasTrace)
        {
            double seconds = shape.Of(call.ClientNs ?? call.ServerNs ?? 0);
            var exemplar = new SpanExemplar(call.TraceHigh, call.TraceLow, call.SpanId, seconds);
            Offer(exemplar, call.HasFailed ? 1 : 0, call.HasFailed);
        }
    }

    /// <inheritdoc/>
    public override void Read(Span<double> into)
    {
        into[0] = _calls;
        into[1] = _failed;
        durations.Server.Read(into[2..]);
        durations.Client.Read(into[(2 + durations.Server.Floats)..]);
    }

    /// <inheritdoc/>
    public override FloatHistogram Native(int index) => (index == 0 ? durations.Server : durations.Client).Native!;

    /// <inheritdoc/>
    protected override void SaveCounts(BinaryWriter into)
    {
        into.Write7BitEncodedInt64(_calls);
        into.Write7BitEncodedInt64(_failed);
        durations.Server.Save(into);
        durations.Client.Save(into);
    }

    /// <inheritdoc/>
    protected override void LoadCounts(BinaryReader from)
    {
        (_calls, _failed) = (from.Read7BitEncodedInt64(), from.Read7BitEncodedInt64());
        durations.Server.Load(from);
        durations.Client.Load(from);
    }
}
