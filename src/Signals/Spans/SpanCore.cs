namespace Tocsin.Signals.Spans;

/// <summary>What becomes of spans: metrics and a graph. Deterministic; one owner.</summary>
internal sealed class SpanCore(SpanOptions options)
{
    // The store brings to disk every second what nobody waits for, and counts are written every five minutes at least.
    private static readonly TimeSpan SafeAfter = TimeSpan.FromMinutes(10);

    private readonly NameMemory _names = new();
    private string[] _services = [];

    /// <summary>The metrics.</summary>
    public SpanMetrics Metrics { get; } = new(options);

    /// <summary>The graph.</summary>
    public ServiceGraph Graph { get; } = new(options);

    /// <summary>How many spans were taken.</summary>
    public long Spans { get; private set; }

    /// <summary>How many spans were refused.</summary>
    public long Rejected { get; private set; }

    /// <summary>The newest time that was told, in Unix milliseconds.</summary>
    public long NowMs { get; private set; } = long.MinValue;

    /// <summary>Takes the spans of a batch.</summary>
    public void Take(SpanBatch batch, long nowMs)
    {
        NowMs = Math.Max(NowMs, nowMs);
        ReadOnlySpan<SpanResource> resources = batch.Resources;
        if (_services.Length < resources.Length)
        {
            _services = new string[Math.Max(resources.Length, _services.Length * 2)];
        }

        for (int i = 0; i < resources.Length; i++)
        {
            _services[i] = _names.Of(batch, resources[i].Service)!;
        }

        // What is over is ended first, so that a late span does not join a call that was given up.
        Graph.End(nowMs);
        Metrics.Take(batch, _services, nowMs);
        Graph.Take(batch, _services, _names, nowMs);
        Spans += batch.Count;
        Rejected += batch.Rejected;
    }

    /// <summary>Counts from here on what this process tells of itself.</summary>
    public void BeginNumbers() => (Spans, Rejected) = (0, 0);

    /// <summary>Ends and forgets what is over.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="all">Takes what there is still.</param>
    /// <param name="gone">Takes what there was.</param>
    public void Tidy(long nowMs, List<MeasuredSeries> all, List<MeasuredSeries> gone)
    {
        NowMs = Math.Max(NowMs, nowMs);
        Graph.End(nowMs);
        Metrics.Expire(nowMs, gone);
        Graph.Expire(nowMs, gone);
        List(all);
    }

    /// <summary>Learns that all counts of a time were written.</summary>
    public void WrittenThrough(long timeMs)
    {
        foreach (MeasuredSeries series in Metrics.All.Concat(Graph.All))
        {
            series.WrittenMs = Math.Max(series.WrittenMs, timeMs);
        }
    }

    /// <summary>Adds all that is counted.</summary>
    public void List(List<MeasuredSeries> all)
    {
        all.AddRange(Metrics.All);
        all.AddRange(Graph.All);
    }

    /// <summary>Writes all that there is; what only this process tells of itself is left out.</summary>
    public void Save(BinaryWriter into)
    {
        into.Write(NowMs);
        long safeMs = NowMs - (long)SafeAfter.TotalMilliseconds;
        Metrics.Save(into, safeMs);
        Graph.Save(into, safeMs);
    }

    /// <summary>Goes on with what was saved; nothing may have been taken before.</summary>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public void Load(BinaryReader from)
    {
        NowMs = from.ReadInt64();
        Metrics.Load(from);
        Graph.Load(from);
    }
}
