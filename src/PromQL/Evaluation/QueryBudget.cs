using System.Globalization;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation;

/// <summary>Counts what an evaluation holds and how long it takes, and ends it when it takes too much. One owner.</summary>
internal sealed class QueryBudget
{
    // Functions may write a label into another again and again, each time twice as long.
    private const long LabelBytesMax = 1 << 20;

    private readonly EngineOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationToken _cancellation;
    private readonly long _startedAt;
    private long _samples;
    private long _bytes;

    public QueryBudget(EngineOptions options, TimeProvider time, CancellationToken cancellation)
    {
        _options = options;
        _time = time;
        _cancellation = cancellation;
        _startedAt = time.GetTimestamp();
    }

    /// <summary>The most samples that were held at a time.</summary>
    public long SamplesPeak { get; private set; }

    /// <summary>How many float samples a histogram counts for: it takes about as much memory.</summary>
    public static int WeightOf(FloatHistogram histogram) => (BytesOf(histogram) + 8) / 16;

    /// <summary>The same of one that is on its way into a result, as upstream counts it.</summary>
    public static int WeightInFlight(FloatHistogram histogram) => 1 + (BytesOf(histogram) / 16);

    private static int BytesOf(FloatHistogram histogram)
    {
        int spans = histogram.PositiveSpans.Length + histogram.NegativeSpans.Length;
        int numbers = histogram.PositiveBuckets.Length + histogram.NegativeBuckets.Length + histogram.CustomBounds.Length;
        return 168 + ((spans + numbers) * 8);
    }

    /// <summary>Takes a series of an intermediate result into account, before the next one is made.</summary>
    public void Hold(StepSeries series)
    {
        TakeSamples(series.Weight);
        TakeBytes(series.Bytes);
    }

    /// <summary>Ends the evaluation before it writes a label that there is no room for.</summary>
    /// <param name="bytes">How long the label may become.</param>
    public static void CheckLabel(long bytes)
    {
        if (bytes > LabelBytesMax)
        {
            throw new QueryFailure(QueryErrorKind.Limit, string.Create(
                CultureInfo.InvariantCulture,
                $"query processing would write a label of more than {LabelBytesMax} bytes in query execution"));
        }
    }

    /// <summary>The labels of a series that is held take more, or less, than before.</summary>
    public void HoldMore(long bytes) => TakeBytes(bytes);

    /// <summary>An intermediate result is held no longer.</summary>
    public void Release(List<StepSeries> result)
    {
        foreach (StepSeries series in result)
        {
            ReturnSamples(series.Weight);
            _bytes = Math.Max(0, _bytes - series.Bytes);
        }
    }

    /// <summary>Ends the evaluation before it makes room for more steps than there may be samples.</summary>
    public void CheckSteps(StepGrid grid)
    {
        if (grid.Steps > _options.SamplesMax)
        {
            TakeSamples(grid.Steps);
        }
    }

    /// <summary>Takes samples into account.</summary>
    public void TakeSamples(long count)
    {
        _samples += count;
        SamplesPeak = Math.Max(SamplesPeak, _samples);
        if (_samples > _options.SamplesMax)
        {
            // Source: Prometheus promql, ErrTooManySamples; the number is ours.
            throw new QueryFailure(QueryErrorKind.Limit, string.Create(
                CultureInfo.InvariantCulture,
                $"query processing would load too many samples into memory in query execution (limit {_options.SamplesMax})"));
        }
    }

    /// <summary>Samples are held no longer.</summary>
    public void ReturnSamples(long count) => _samples = Math.Max(0, _samples - count);

    /// <summary>Ends the evaluation if it has taken too long or nobody waits for it.</summary>
    public void CheckTime()
    {
        if (_cancellation.IsCancellationRequested)
        {
            throw new QueryFailure(QueryErrorKind.Canceled, "query was canceled in expression evaluation");
        }

        if (_time.GetElapsedTime(_startedAt) > _options.Timeout)
        {
            throw new QueryFailure(QueryErrorKind.Timeout, string.Create(
                CultureInfo.InvariantCulture,
                $"query timed out in expression evaluation (limit {_options.Timeout.TotalSeconds} s)"));
        }
    }

    private void TakeBytes(long count)
    {
        _bytes += count;
        if (_bytes > _options.BytesMax)
        {
            throw new QueryFailure(QueryErrorKind.Limit, string.Create(
                CultureInfo.InvariantCulture,
                $"query processing would need too much memory in query execution (limit {_options.BytesMax} bytes)"));
        }
    }
}
