using Tocsin.Model.Samples;
using Tocsin.PromQL.SeriesNotation;

namespace Tocsin.PromQL.Tests.SeriesNotation;

public sealed class SeriesNotationTests
{
    [Fact]
    public void Values_repeat_and_step()
    {
        Assert.Equal([1, 2, 2, 2, 5, 3, 1, -1], Floats("m 1 2x2 5-2x3"));
        Assert.Equal([0, 0.5, 1], Floats("m 0+0.5x2"));
        Assert.Equal([double.PositiveInfinity, double.NegativeInfinity, double.NaN, 1e3], Floats("m Inf -Inf NaN 1e3"));
        Assert.Equal([0, 0, 0], Floats("m 0x2"));
    }

    [Fact]
    public void Gaps_have_no_sample_and_stale_is_the_marker()
    {
        IReadOnlyList<NotedValue> values = Parse("m 1 _ _x2 stale").Values;

        Assert.Equal([false, true, true, true, false], values.Select(v => v.IsGap));
        Assert.True(StaleMarker.Is(values[4].Value));
    }

    [Fact]
    public void Labels_are_read_in_every_form()
    {
        Assert.Equal("{__name__=\"m\", a=\"1\", b=\"x\\\"y\"}", Parse("m{ b = 'x\"y', a=`1`, } 1").Labels.ToString());
        Assert.Equal("{__name__=\"my.metric\", label.x=\"v\"}", Parse("{\"my.metric\", \"label.x\"=\"v\"} 1").Labels.ToString());
        Assert.Equal("{}", Parse("{} 1").Labels.ToString());
    }

    [Fact]
    public void Histograms_are_read_with_all_their_parts()
    {
        NotedValue value = Parse(
            "m {{schema:1 sum:-5.5 count:10 z_bucket:2 z_bucket_w:0.5 buckets:[1 2] offset:-1"
            + " n_buckets:[3] n_offset:2 counter_reset_hint:gauge}}")
            .Values[0];

        Assert.True(value.HasHint);
        Assert.Equal(
            new FloatHistogram
            {
                Schema = 1,
                Sum = -5.5,
                Count = 10,
                ZeroCount = 2,
                ZeroThreshold = 0.5,
                PositiveSpans = [new(-1, 2)],
                PositiveBuckets = [1, 2],
                NegativeSpans = [new(2, 1)],
                NegativeBuckets = [3],
                ResetHint = CounterResetHint.Gauge,
            },
            value.Histogram);
    }

    [Fact]
    public void Histograms_step_by_addition_and_subtraction()
    {
        IReadOnlyList<NotedValue> up = Parse("m {{count:1 buckets:[1]}}+{{count:2 buckets:[1 1]}}x2").Values;
        IReadOnlyList<NotedValue> down = Parse("m {{count:5 buckets:[3 2]}}-{{count:2 buckets:[1 1]}}x1").Values;

        Assert.Equal([1, 3, 5], up.Select(v => v.Histogram!.Count));
        Assert.Equal([3.0, 2.0], up[2].Histogram!.PositiveBuckets);
        Assert.Equal([2.0, 1.0], down[1].Histogram!.PositiveBuckets);
        Assert.False(up[0].HasHint);
    }

    [Theory]
    [InlineData("", "expected a series")]
    [InlineData("m{a=\"1\" 1", "expected \",\"")]
    [InlineData("m 1,2", "expected a blank")]
    [InlineData("m 0x1x2", "expected a blank")]
    [InlineData("m one", "unexpected \"one\"")]
    [InlineData("m 1x99999999", "too many values")]
    [InlineData("m {{sum:1 sum:2}}", "duplicate key \"sum\" in histogram")]
    [InlineData("m {{bad:1}}", "bad histogram descriptor found: \"bad\"")]
    [InlineData("m {{schema:1}}+{{schema:0}}x1", "cannot merge from schema 0 to 1")]
    public void What_cannot_be_read_is_refused_with_its_place(string line, string error)
    {
        Assert.False(SeriesNotationParser.TryParse(line, out _, out string? message));
        Assert.Contains(error, message, StringComparison.Ordinal);
        Assert.StartsWith("1:", message, StringComparison.Ordinal);
    }

    private static NotedSeries Parse(string line)
    {
        Assert.True(SeriesNotationParser.TryParse(line, out NotedSeries? series, out string? error), error);
        return series;
    }

    private static double[] Floats(string line) => [.. Parse(line).Values.Select(v => v.Value)];
}
