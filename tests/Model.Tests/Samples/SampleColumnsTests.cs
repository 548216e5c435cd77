using Tocsin.Model.Samples;

namespace Tocsin.Model.Tests.Samples;

public sealed class SampleColumnsTests
{
    [Fact]
    public void Floats_alone_have_neither_histograms_nor_starts()
    {
        var columns = new SampleColumns();
        columns.Add(1, 10);
        columns.AddRange(2, out Span<long> times, out Span<double> values);
        (times[0], times[1], values[0], values[1]) = (2, 3, 20, 30);

        Assert.Equal([1, 2, 3], columns.Times.ToArray());
        Assert.Equal([10, 20, 30], columns.Values.ToArray());
        Assert.True(columns.Histograms.IsEmpty);
        Assert.True(columns.Starts.IsEmpty);
    }

    [Fact]
    public void The_optional_columns_are_as_long_as_the_others_once_one_sample_needs_them()
    {
        var histogram = new FloatHistogram { Count = 1 };
        var columns = new SampleColumns();
        columns.Add(1, 10);
        columns.Add(2, histogram, startMs: 1);
        columns.Add(3, 30);

        Assert.Equal(new FloatHistogram?[] { null, histogram, null }, (IEnumerable<FloatHistogram?>)columns.Histograms.ToArray());
        Assert.Equal([0, 1, 0], columns.Starts.ToArray());
        Assert.Equal([10, 0, 30], columns.Values.ToArray());
    }

    [Fact]
    public void A_cleared_buffer_shows_nothing_of_the_series_before()
    {
        var columns = new SampleColumns();
        for (int i = 0; i < 1000; i++)
        {
            columns.Add(i, new FloatHistogram(), startMs: i + 1);
        }

        columns.Clear();
        Assert.Equal(0, columns.Count);
        columns.Add(1, 1);
        Assert.True(columns.Histograms.IsEmpty);
        columns.Add(2, 2);
        columns.Add(3, new FloatHistogram(), startMs: 7);
        Assert.Equal(new FloatHistogram?[] { null, null, new() }, (IEnumerable<FloatHistogram?>)columns.Histograms.ToArray());
        Assert.Equal([0, 0, 7], columns.Starts.ToArray());
    }

    [Fact]
    public void Only_the_marker_is_stale()
    {
        Assert.True(StaleMarker.Is(StaleMarker.Value));
        Assert.False(StaleMarker.Is(double.NaN));
        Assert.False(StaleMarker.Is(BitConverter.Int64BitsToDouble(StaleMarker.NormalNaNBits)));
        Assert.True(double.IsNaN(StaleMarker.Value));
    }

    [Fact]
    public void Histograms_are_equal_by_their_bits()
    {
        FloatHistogram One(double sum) => new()
        {
            Schema = 3,
            Count = 5,
            Sum = sum,
            PositiveSpans = [new(1, 2)],
            PositiveBuckets = [2, 3],
            ResetHint = CounterResetHint.Gauge,
        };

        Assert.Equal(One(double.NaN), One(double.NaN));
        Assert.NotEqual(One(double.NaN), One(StaleMarker.Value));
        Assert.NotEqual(One(0.0), One(-0.0));
        Assert.NotEqual(One(1), One(1) with { PositiveBuckets = [3, 2] });
        Assert.NotEqual(One(1), One(1) with { ResetHint = CounterResetHint.Unknown });
    }
}
