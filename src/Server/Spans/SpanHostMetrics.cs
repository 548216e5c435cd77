using System.Diagnostics.Metrics;
using Tocsin.Signals.Spans;

namespace Tocsin.Server.Spans;

/// <summary>What traces cost and what of them is left out, meter <c>Tocsin.Traces</c>.</summary>
internal sealed class SpanHostMetrics : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Traces");
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _written;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _withoutRoom;

    public SpanHostMetrics(SpanJournal journal)
    {
        SpanReceiver receiver = journal.Receiver;
        _meter.CreateObservableGauge("tocsin_traces_log_bytes", () => journal.Length, null, "Bytes of counts and requests on disk.");
        Counter("tocsin_traces_spans_total", "Spans counted.", () => receiver.Numbers().Spans);
        Counter("tocsin_traces_spans_rejected_total", "Spans refused for their ids.", () => receiver.Numbers().Rejected);
        Counter(
            "traces_service_graph_unpaired_spans_total", "Spans whose other side never came.", () => receiver.Numbers().Unpaired);
        Counter(
            "traces_service_graph_dropped_spans_total", "Spans left out of the graph, since too many waited for their other side.",
            () => receiver.Numbers().Dropped);
        Gauge("tocsin_traces_label_sets", "Label sets of the span metrics.", () => receiver.Numbers().LabelSets);
        Gauge("tocsin_traces_edges", "Edges of the graph of services.", () => receiver.Numbers().Edges);
        Gauge("tocsin_traces_waiting_spans", "Calls of which one side is known.", () => receiver.Numbers().Waiting);
        _meter.CreateObservableCounter(
            "tocsin_traces_overflow_spans_total", () => Of("service", receiver.Numbers().SpansOver), null,
            "Spans without labels of their own, by the service that has too many; from the 101st service on without a name.");
        _meter.CreateObservableCounter(
            "tocsin_traces_overflow_edges_total", () => Of("client", receiver.Numbers().EdgesOver), null,
            "Calls without an edge of their own, by the client, since there are too many edges.");
        _duration = _meter.CreateHistogram<double>("tocsin_traces_write_duration_seconds", null, "Time to write what was counted.");
        _written = _meter.CreateCounter<long>("tocsin_traces_samples_written_total", null, "Samples written.");
        _refused = _meter.CreateCounter<long>("tocsin_traces_samples_refused_total", null, "Samples that the store refused.");
        _withoutRoom = _meter.CreateCounter<long>(
            "tocsin_traces_label_sets_without_room_total", null, "Label sets for which series_max left no room, at each writing.");
    }

    /// <summary>Counts a writing.</summary>
    public void Written(SpansWritten written, TimeSpan took)
    {
        _duration.Record(took.TotalSeconds);
        _written.Add(written.Samples);
        _refused.Add(written.Refused);
        _withoutRoom.Add(written.WithoutRoom);
    }

    public void Dispose() => _meter.Dispose();

    private void Counter(string name, string help, Func<long> value) => _meter.CreateObservableCounter(name, value, null, help);

    private void Gauge(string name, string help, Func<int> value) => _meter.CreateObservableGauge(name, value, null, help);

    private static IEnumerable<Measurement<long>> Of(string label, IReadOnlyDictionary<string, long> counts) =>
        counts.Select(pair => new Measurement<long>(pair.Value, new KeyValuePair<string, object?>(label, pair.Key)));
}
