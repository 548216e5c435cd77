using System.Collections.Concurrent;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.Spans;

/// <summary>Takes trace requests, counts what is in them, and writes the counts when told to. Thread-safe.</summary>
/// <remarks>
/// Requests are decoded side by side; only the counting is one at a time, a fraction of a microsecond for each span. With a
/// log, what a request brought is counted once it is on disk, and what the log holds makes the same counts again. They never
/// begin anew, so that it does not matter how much of them was written as samples before a crash.
/// </remarks>
public sealed class SpanReceiver : IDisposable
{
    private const int BatchesMax = 16;

    // One that a huge request has blown up is not kept.
    private const int RowsKeptMax = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _writingGate = new(1);
    private readonly ConcurrentBag<SpanBatch> _batches = [];
    private readonly SpanOptions _options;
    private readonly AttributeNames _names;
    private readonly SpanCore _core;
    private readonly SpanWriting _writing;

    // When what is over was last forgotten, with which a writing begins.
    private long _tidiedMs = long.MinValue;

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

    /// <summary>Where requests are kept; null where counts end with the process. Set before the first request.</summary>
    public ISpanLog? Log { get; set; }

    /// <summary>Takes a request without a log.</summary>
    /// <param name="body">See <see cref="TakeAsync"/>.</param>
    /// <param name="isJson">See <see cref="TakeAsync"/>.</param>
    /// <param name="nowMs">See <see cref="TakeAsync"/>.</param>
    public SpansTaken Take(ReadOnlyMemory<byte> body, bool isJson, long nowMs)
    {
        SpanBatch batch = Rent();
        string? fault = Decode(body, isJson, batch);
        if (fault is null)
        {
            Apply(batch, nowMs);
        }

        return End(batch, fault);
    }

    /// <summary>Takes a request; completes when it is kept and counted.</summary>
    /// <param name="body">The message ExportTraceServiceRequest. Stays the caller's, who leaves it alone until then.</param>
    /// <param name="isJson">Whether it is in OTLP's JSON, and not in protobuf.</param>
    /// <param name="nowMs">Now, in Unix milliseconds.</param>
    /// <exception cref="IOException">The disk refused it; nothing of it is counted.</exception>
    public async ValueTask<SpansTaken> TakeAsync(ReadOnlyMemory<byte> body, bool isJson, long nowMs)
    {
        if (Log is not { } log)
        {
            return Take(body, isJson, nowMs);
        }

        SpanBatch batch = Rent();
        string? fault = Decode(body, isJson, batch);
        if (fault is null && batch.Count + batch.Rejected > 0)
        {
            await log.AppendAsync(SpanRecord.Write(batch, nowMs), () => Apply(batch, nowMs)).ConfigureAwait(false);
        }

        return End(batch, fault);
    }

    /// <summary>Writes what was counted.</summary>
    /// <param name="nowMs">The time of the samples, later than the time before.</param>
    public async ValueTask<SpansWritten> WriteAsync(long nowMs)
    {
        await _writingGate.WaitAsync().ConfigureAwait(false);
        try
        {
            await TidyAsync(nowMs).ConfigureAwait(false);
            return _writing.Write(_gate, nowMs);
        }
        finally
        {
            _writingGate.Release();
        }
    }

    /// <summary>Writes what may not have been written since its last span: what a log held that is not gone on with.</summary>
    /// <param name="nowMs">The time of the samples.</param>
    public SpansWritten WriteRest(long nowMs)
    {
        lock (_gate)
        {
            _writing.ListNeedsLock(_core, isUnwritten: true);
        }

        return _writing.Write(_gate, nowMs);
    }

    /// <summary>All that is counted, as a record from which a log can go on.</summary>
    public byte[] Save()
    {
        using var bytes = new MemoryStream();
        using var into = new BinaryWriter(bytes);
        into.Write(SpanRecord.State);
        lock (_gate)
        {
            into.Write(_tidiedMs);
            _core.Save(into);
        }

        return bytes.ToArray();
    }

    /// <summary>Applies a record of a log; all of them in their order, before the first request.</summary>
    /// <returns>False if it makes no sense: what comes behind it must not be applied.</returns>
    public bool TryApply(byte[] record)
    {
        SpanBatch batch = Rent();
        try
        {
            switch (record.Length == 0 ? (byte)0 : record[0])
            {
                case SpanRecord.State:
                    using (var from = new BinaryReader(new MemoryStream(record, 1, record.Length - 1)))
                    {
                        _tidiedMs = from.ReadInt64();
                        _core.Load(from);
                    }

                    return true;
                case SpanRecord.Batch:
                    _core.Take(batch, SpanRecord.Read(record, batch));
                    return true;
                case SpanRecord.Tidy when record.Length == 1 + sizeof(long):
                    // Writings follow each other: the one before this was whole.
                    _core.WrittenThrough(_tidiedMs);
                    _tidiedMs = BitConverter.ToInt64(record, 1);
                    _writing.TidyNeedsLock(_core, _tidiedMs);
                    return true;
                default:
                    return false;
            }
        }
        catch (Exception wrong) when (wrong is IOException or FormatException or ArgumentException)
        {
            return false;
        }
        finally
        {
            _ = End(batch, null);
        }
    }

    /// <summary>Goes on after the records: what may not have been written is kept until it is, however long ago it came.</summary>
    public void Resume(long nowMs)
    {
        // Counts are written twice at least in the time after which they are forgotten.
        long overMs = nowMs - (long)(_options.ExpiresAfter / 2).TotalMilliseconds;
        lock (_gate)
        {
            _core.BeginNumbers();
            var all = new List<MeasuredSeries>();
            _core.List(all);
            foreach (MeasuredSeries series in all.Where(series => series.IsUnwritten && series.LastMs <= overMs))
            {
                series.Touch(nowMs);
            }
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

    // Without the log what is over is forgotten the next time.
    private async ValueTask TidyAsync(long nowMs)
    {
        void Tidy()
        {
            lock (_gate)
            {
                _tidiedMs = nowMs;
                _writing.TidyNeedsLock(_core, nowMs);
            }
        }

        if (Log is not { } log)
        {
            Tidy();
            return;
        }

        try
        {
            await log.AppendAsync(SpanRecord.WriteTidy(nowMs), Tidy).ConfigureAwait(false);
        }
        catch (IOException)
        {
            lock (_gate)
            {
                _writing.ListNeedsLock(_core, isUnwritten: false);
            }
        }
    }

    private static string? Decode(ReadOnlyMemory<byte> body, bool isJson, SpanBatch batch)
    {
        if (isJson)
        {
            string? fault = SpanJson.TryDecode(body, batch);
            return fault is null ? null : "the body is not a trace request in JSON: " + fault;
        }

        bool ok = SpanDecoder.TryDecode(body, batch);
        return ok ? null
            : batch.IsFull ? $"there are more than {SpanBatch.SpansMax} spans; send fewer at once"
            : "the body is not a trace request";
    }

    private void Apply(SpanBatch batch, long nowMs)
    {
        lock (_gate)
        {
            _core.Take(batch, nowMs);
        }
    }

    private SpansTaken End(SpanBatch batch, string? fault)
    {
        var taken = new SpansTaken(fault, batch.Count, batch.Rejected, batch.RejectedReason);
        batch.Clear(default);
        if (_batches.Count < BatchesMax && taken.Spans <= RowsKeptMax)
        {
            _batches.Add(batch);
        }

        return taken;
    }

    /// <inheritdoc/>
    public void Dispose() => _writingGate.Dispose();

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
