using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.SeriesNotation;

namespace Tocsin.Rules.UnitTests;

/// <summary>The series of a test, written as time goes on.</summary>
internal sealed class TestInput
{
    private readonly List<NotedSeries> _series;
    private readonly UnitTestCase _test;
    private readonly SampleBatch _batch = new();
    private SeriesRef[]? _refs;
    private int _next;

    private TestInput(UnitTestCase test, List<NotedSeries> series) => (_test, _series) = (test, series);

    /// <summary>Reads the series of a test.</summary>
    public static (TestInput? Input, string? Error) Read(UnitTestCase test)
    {
        List<NotedSeries> all = [];
        foreach (InputSeries input in test.InputSeries)
        {
            if (!SeriesNotationParser.TryParse($"{input.Series} {input.Values}", out NotedSeries? series, out string? error))
            {
                return (null, $"series \"{input.Series}\": {error}");
            }

            all.Add(series);
        }

        return (new TestInput(test, all), null);
    }

    /// <summary>Writes all values up to an instant, itself included, that were not written yet.</summary>
    public void WriteUntil(long atMs, TestSeries store)
    {
        Name(store);
        long intervalMs = Math.Max(1, (long)_test.Interval.TotalMilliseconds);
        for (; _test.StartMs + (_next * intervalMs) is var now && now <= atMs; _next++)
        {
            _batch.Clear();
            for (int i = 0; i < _series.Count; i++)
            {
                if (_next < _series[i].Values.Count && _series[i].Values[_next] is { IsGap: false } value)
                {
                    Add(_refs![i], now, value);
                }
            }

            store.Append(_batch, new AppendOutcome[_batch.Count]);
        }
    }

    private void Name(TestSeries store)
    {
        if (_refs is null)
        {
            _refs = new SeriesRef[_series.Count];
            store.Resolve(_series.ConvertAll(series => series.Labels).ToArray(), _refs);
        }
    }

    private void Add(SeriesRef series, long now, NotedValue value)
    {
        if (value.Histogram is { } histogram)
        {
            _batch.Add(series, now, histogram);
        }
        else
        {
            _batch.Add(series, now, value.Value);
        }
    }
}
