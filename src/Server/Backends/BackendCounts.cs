namespace Tocsin.Server.Backends;

/// <summary>What is counted of a backend's requests. Thread-safe: the fields change by <see cref="Interlocked"/> only.</summary>
internal sealed class BackendCounts
{
    public long Here;
    public long Good;
    public long Failed;
    public long TimedOut;
    public long Retries;
    public long Bytes;
    public long Samples;
    public long Milliseconds;

    /// <summary>A request had an answer.</summary>
    public void Answered(TimeSpan took)
    {
        Interlocked.Increment(ref Good);
        Interlocked.Add(ref Milliseconds, (long)took.TotalMilliseconds);
    }
}
