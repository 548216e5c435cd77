using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Signals.RemoteRead.Asking;

namespace Tocsin.Server.Backends.Fetching;

/// <summary>Reads series by the query API, which every backend has.</summary>
/// <remarks>
/// The API gives the samples of a range as they are but for stale markers, which no function of a range looks at. An instant
/// selector does, so that for it the backend is asked what the selector gives at each step: a sample at the step stands for
/// it, and a stale marker for none. <c>timestamp</c> needs both.
/// </remarks>
internal sealed class QueryWay(ApiRequests api) : IFetchWay
{
    // Source: Prometheus refuses more than 11,000 points of one series.
    private const long StepsMax = 10_000;

    /// <inheritdoc/>
    public string Name => "query";

    /// <inheritdoc/>
    public Task<FetchedSeries> FetchAsync(
        SeriesQuery query, long lookbackMs, AttemptMeter meter, CancellationToken cancellation)
    {
        if (query.RangeMs > 0)
        {
            return WindowAsync(query, meter, cancellation);
        }

        return query.Function == "timestamp"
            ? TimesAsync(query, lookbackMs, meter, cancellation)
            : StepsAsync(query, lookbackMs, meter, cancellation);
    }

    private async Task<FetchedSeries> WindowAsync(SeriesQuery query, AttemptMeter meter, CancellationToken cancellation)
    {
        string text = $"{SelectorText.Of(query)}[{SelectorText.Duration(query.ToMs - query.FromMs + 1)}]";
        ApiAnswer answer = await api.QueryAsync(
            "query", [("query", text), ("time", SelectorText.Time(query.ToMs))], meter, cancellation).ConfigureAwait(false);
        var result = new List<ReadSeries>();
        foreach (MatrixSeries series in Matrix(answer))
        {
            var read = new ReadSeries(series.Labels);
            AddAll(series, read);
            read.Finish();
            result.Add(read);
        }

        return new FetchedSeries(result, answer.Warnings);
    }

    private async Task<FetchedSeries> StepsAsync(
        SeriesQuery query, long lookbackMs, AttemptMeter meter, CancellationToken cancellation)
    {
        (string, string)[] fields =
            [("query", SelectorText.Of(query)), ("lookback_delta", SelectorText.Duration(lookbackMs))];
        long first = query.FromMs + lookbackMs - 1;
        if (query.StepMs == 0)
        {
            ApiAnswer answer = await api.QueryAsync(
                "query", [.. fields, ("time", SelectorText.Time(query.ToMs))], meter, cancellation).ConfigureAwait(false);
            return new FetchedSeries([.. Vector(answer).Select(sample => Placed(sample, query.ToMs))], answer.Warnings);
        }

        var result = new Dictionary<LabelSet, ReadSeries>();
        var warnings = new HashSet<string>(StringComparer.Ordinal);
        long stepMs = query.StepMs;
        for (long start = first; start <= query.ToMs; start += stepMs * StepsMax)
        {
            long end = Math.Min(query.ToMs, start + (stepMs * (StepsMax - 1)));
            ApiAnswer answer = await api.QueryAsync(
                "query_range",
                [.. fields, ("start", SelectorText.Time(start)), ("end", SelectorText.Time(end)), ("step", SelectorText.Time(stepMs))],
                meter,
                cancellation).ConfigureAwait(false);
            warnings.UnionWith(answer.Warnings);
            foreach (MatrixSeries series in Matrix(answer))
            {
                LabelledSeries(result, series.Labels).AddRange(Stepped(series, (start, end, stepMs)));
            }
        }

        foreach (ReadSeries series in result.Values)
        {
            series.Finish();
        }

        return new FetchedSeries([.. result.Values], [.. warnings]);
    }

    // The times of samples are those of the samples as they are; the steps at which there is none tell where one was stale.
    private async Task<FetchedSeries> TimesAsync(
        SeriesQuery query, long lookbackMs, AttemptMeter meter, CancellationToken cancellation)
    {
        FetchedSeries steps = await StepsAsync(query, lookbackMs, meter, cancellation).ConfigureAwait(false);
        FetchedSeries samples = await WindowAsync(query, meter, cancellation).ConfigureAwait(false);
        Dictionary<LabelSet, ReadSeries> present = steps.Series.ToDictionary(series => series.Labels);
        foreach (ReadSeries series in samples.Series)
        {
            MarkStale(series, present.GetValueOrDefault(series.Labels), query, lookbackMs);
        }

        return samples with { Warnings = [.. samples.Warnings.Union(steps.Warnings)] };
    }

    private static void MarkStale(ReadSeries series, ReadSeries? present, SeriesQuery query, long lookbackMs)
    {
        var samples = new SampleColumns();
        var steps = new SampleColumns();
        series.CopyTo(samples, query.FromMs, query.ToMs);
        present?.CopyTo(steps, query.FromMs, query.ToMs);
        int last = -1;
        long marked = long.MinValue;
        for (long step = query.FromMs + lookbackMs - 1; step <= query.ToMs; step += Math.Max(1, query.StepMs))
        {
            while (last + 1 < samples.Count && samples.Times[last + 1] <= step)
            {
                last++;
            }

            int at = steps.Times.BinarySearch(step);
            bool isPresent = at >= 0 && !StaleMarker.Is(steps.Values[at]);
            if (!isPresent && last >= 0 && samples.Times[last] < step && samples.Times[last] > step - lookbackMs
                && samples.Times[last] != marked)
            {
                marked = samples.Times[last];
                series.Add(marked + 1, StaleMarker.Value);
            }

            if (query.StepMs == 0)
            {
                break;
            }
        }

        series.Finish();
    }

    private static ReadSeries LabelledSeries(Dictionary<LabelSet, ReadSeries> result, LabelSet labels)
    {
        if (!result.TryGetValue(labels, out ReadSeries? series))
        {
            result.Add(labels, series = new ReadSeries(labels));
        }

        return series;
    }

    private static ReadSeries Placed(VectorSample sample, long atMs)
    {
        var series = new ReadSeries(sample.Labels);
        if (sample.Histogram is { } histogram)
        {
            series.Add(atMs, histogram);
        }
        else
        {
            series.Add(atMs, sample.Value);
        }

        return series;
    }

    // Between two samples that are more than a step apart there were none: the series was stale, or too old.
    private static ReadSeries Stepped(MatrixSeries series, (long Start, long End, long Step) grid)
    {
        var result = new ReadSeries(series.Labels);
        AddAll(series, result);
        result.Finish();
        var columns = new SampleColumns();
        result.CopyTo(columns, grid.Start, grid.End);
        for (int i = 0; i < columns.Count; i++)
        {
            long next = columns.Times[i] + grid.Step;
            if (next <= grid.End && (i + 1 == columns.Count || columns.Times[i + 1] > next))
            {
                result.Add(next, StaleMarker.Value);
            }
        }

        return result;
    }

    private static void AddAll(MatrixSeries from, ReadSeries into)
    {
        foreach (FloatPoint point in from.Floats)
        {
            into.Add(point.TimeMs, point.Value);
        }

        foreach (HistogramPoint point in from.Histograms)
        {
            into.Add(point.TimeMs, point.Value);
        }
    }

    private static IReadOnlyList<MatrixSeries> Matrix(ApiAnswer answer) => answer.Value is QueryValue.Matrix matrix
        ? matrix.Series
        : throw BackendFailure.Unusable("the answer to a range is no matrix");

    private static IReadOnlyList<VectorSample> Vector(ApiAnswer answer) => answer.Value is QueryValue.Vector vector
        ? vector.Samples
        : throw BackendFailure.Unusable("the answer to a selector is no vector");
}
