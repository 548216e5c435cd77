namespace Tocsin.Signals.Spans;

/// <summary>What becomes of spans: metrics and a graph. Deterministic; one owner.</summary>
internal sealed class SpanCore(SpanOptions options)
{
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

    /// <summary>Takes the spans of a batch.</summary>
    public void Take(SpanBatch batch, long nowMs)
    {
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

    /// <summary>Ends and forgets what is over.</summary>
    /// <param name="nowMs">Now.</param>
    /// <param name="all">Takes what there is still.</param>
    /// <param name="gone">Takes what there was.</param>
    public void Tidy(long nowMs, List<MeasuredSeries> all, List<MeasuredSeries> gone)
    {
        Graph.End(nowMs);
        Metrics.Expire(nowMs, gone);
        Graph.Expire(nowMs, gone);
        all.AddRange(Metrics.All);
        all.AddRange(Graph.All);
    }
}
