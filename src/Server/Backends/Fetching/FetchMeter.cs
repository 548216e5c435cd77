using System.Globalization;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Signals.RemoteRead.Asking;

namespace Tocsin.Server.Backends.Fetching;

/// <summary>Counts what one query reads from a backend, and ends it when it is more than a query may hold. Thread-safe.</summary>
internal sealed class FetchMeter(EngineOptions options) : ReadMeter
{
    private long _samples;
    private long _bytes;

    /// <summary>The samples that are held.</summary>
    public long Samples => Volatile.Read(ref _samples);

    /// <summary>The memory that they take, roughly.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <inheritdoc/>
    public override void Take(long samples, long bytes)
    {
        long held = Interlocked.Add(ref _samples, samples);
        long memory = Interlocked.Add(ref _bytes, bytes);
        if (held > options.SamplesMax)
        {
            throw new SeriesFailure(QueryErrorKind.Limit, string.Create(
                CultureInfo.InvariantCulture,
                $"query processing would load too many samples into memory from a backend (limit {options.SamplesMax})"));
        }

        if (memory > options.BytesMax)
        {
            throw new SeriesFailure(QueryErrorKind.Limit, string.Create(
                CultureInfo.InvariantCulture,
                $"query processing would need too much memory for what a backend answers (limit {options.BytesMax} bytes)"));
        }
    }
}

/// <summary>Counts what one reading takes, so that it can be given back if the reading comes to nothing. One owner.</summary>
internal sealed class AttemptMeter(ReadMeter of) : ReadMeter
{
    private long _samples;
    private long _bytes;

    /// <summary>The samples taken.</summary>
    public long Samples => _samples;

    /// <inheritdoc/>
    public override void Take(long samples, long bytes)
    {
        _samples += samples;
        _bytes += bytes;
        of.Take(samples, bytes);
    }

    /// <summary>Gives all back.</summary>
    public void Undo()
    {
        of.Take(-_samples, -_bytes);
        (_samples, _bytes) = (0, 0);
    }
}
