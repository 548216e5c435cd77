using System.Collections.Concurrent;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.Spans;

/// <summary>Takes trace requests, counts what is in them, and writes the counts when told to. Thread-safe.</summary>
/// <remarks>
/// Requests are decoded side by side; only the counting is one at a time, a fraction of a microsecond for each span. What was
/// counted since the last writing is in memory only: a crash loses that much, as it does in a collector.
/// </remarks>
public sealed class SpanReceiver
{
    private const int BatchesMax = 16;

    // One that a huge request has blown up is not kept.
    private const int RowsKeptMax = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Lock _writingGate = new();
    private readonly ConcurrentBag<SpanBatch> _batches = [];
    private readonly SpanOptions _options;
    private readonly AttributeNames _names;
    private readonly SpanCore _core;
    private readonly SpanWriting _writing;

    /// <summary>Makes a receiver.</summary>
    /// <param name="appender">Where the samples go.</param>
    /// <param name="notes">Where exemplars go, and what the metrics mean.</param>
    /// <param name="options">How spans become metrics.</param>
    public SpanReceiver(ISeriesAppender appender, ISeriesNotes notes, SpanOptions options)
    {
        _options = options;
        _names = new AttributeNames(options);
        _core = new SpanCore(options);
        _writing = new SpanWriting(appender, notes);
    }

    /// <summary>Takes a request of protobuf's bytes.</summary>
    /// <param name="body">The message ExportTraceServiceRequest. Stays the caller's.</param>
    /// <param name="nowMs">Now, in Unix milliseconds.</param>
    public SpansTaken Take(ReadOnlyMemory<byte> body, long nowMs)
    {
        SpanBatch batch = Rent();
        bool ok = SpanDecoder.TryDecode(body, batch);
        string fault = batch.IsFull
            ? $"there are more than {SpanBatch.SpansMax} spans; send fewer at once" : "the body is not a trace request";
        return Count(batch, ok ? null : fault, nowMs);
    }

    /// <summary>Takes a request of OTLP's JSON.</summary>
    /// <param name="body">The object. Stays the caller's.</param>
    /// <param name="nowMs">Now, in Unix milliseconds.</param>
    public SpansTaken TakeJson(ReadOnlyMemory<byte> body, long nowMs)
    {
        SpanBatch batch = Rent();
        string? fault = SpanJson.TryDecode(body, batch);
        return Count(batch, fault is null ? null : "the body is not a trace request in JSON: " + fault, nowMs);
    }

    /// <summary>Writes what was counted.</summary>
    /// <param name="nowMs">The time of the samples, later than the time before.</param>
    public SpansWritten Write(long nowMs)
    {
        lock (_writingGate)
        {
            return _writing.Write(_core, _gate, nowMs);
        }
    }

    /// <summary>What there is at this moment.</summary>
    public SpanNumbers Numbers()
    {
        lock (_gate)
        {
            return new SpanNumbers
            {
                Spans = _core.Spans,
                Rejected = _core.Rejected,
                LabelSets = _core.Metrics.LabelSets,
                Edges = _core.Graph.Edges,
                Waiting = _core.Graph.Waiting,
                Unpaired = _core.Graph.Unpaired,
                Dropped = _core.Graph.Dropped,
                SpansOver = new Dictionary<string, long>(_core.Metrics.Overflows.Counts),
                EdgesOver = new Dictionary<string, long>(_core.Graph.Overflows.Counts),
            };
        }
    }

    /// <summary>Services that came to have too many label sets, and clients too many edges, since this was last asked.</summary>
    public (string[] Services, string[] Clients) TakeOffenders()
    {
        lock (_gate)
        {
            return (_core.Metrics.Overflows.TakeFresh(), _core.Graph.Overflows.TakeFresh());
        }
    }

    private SpansTaken Count(SpanBatch batch, string? fault, long nowMs)
    {
        if (fault is null)
        {
            lock (_gate)
            {
                _core.Take(batch, nowMs);
            }
        }

        var taken = new SpansTaken(fault, batch.Count, batch.Rejected, batch.RejectedReason);
        batch.Clear(default);
        if (_batches.Count < BatchesMax && taken.Spans <= RowsKeptMax)
        {
            _batches.Add(batch);
        }

        return taken;
    }

    private SpanBatch Rent() => _batches.TryTake(out SpanBatch? idle) ? idle : new SpanBatch(_options, _names);
}

/// <summary>What became of a request.</summary>
/// <param name="Fault">What is wrong with all of it; null if nothing is.</param>
/// <param name="Spans">How many spans were counted.</param>
/// <param name="Rejected">How many spans were not.</param>
/// <param name="Reason">Why the first of those was not; null if all were.</param>
public readonly record struct SpansTaken(string? Fault, int Spans, int Rejected, string? Reason);

/// <summary>What there is at a moment. Immutable.</summary>
public sealed record SpanNumbers
{
    /// <summary>Spans counted so far.</summary>
    public long Spans { get; init; }

    /// <summary>Spans refused so far.</summary>
    public long Rejected { get; init; }

    /// <summary>Label sets of the span metrics.</summary>
    public int LabelSets { get; init; }

    /// <summary>Edges of the graph.</summary>
    public int Edges { get; init; }

    /// <summary>Calls of which one side is known.</summary>
    public int Waiting { get; init; }

    /// <summary>Spans whose other side never came.</summary>
    public long Unpaired { get; init; }

    /// <summary>Spans left out of the graph, since too many waited.</summary>
    public long Dropped { get; init; }

    /// <summary>Spans without labels of their own, by service: there were too many label sets.</summary>
    public required IReadOnlyDictionary<string, long> SpansOver { get; init; }

    /// <summary>Times that an edge was left out, by client: there were too many.</summary>
    public required IReadOnlyDictionary<string, long> EdgesOver { get; init; }
}
