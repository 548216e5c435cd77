using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Statistics;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Evaluation;

/// <summary>What queries cost in samples. That upstream counts alike is in the duels of statistics.</summary>
public sealed class StatisticsTests
{
    private static readonly string[] Series = ["a{x=\"1\"} 1+1x9", "a{x=\"2\"} 1 _ _ 4 5 6 7 8 9 10", "b 1+1x9"];

    [Theory]
    [InlineData("1", 0, 1)]
    [InlineData("a", 2, 2)]
    [InlineData("-a", 2, 2)]
    [InlineData("a[5m]", 10, 10)]
    [InlineData("rate(a[5m])", 10, 7)]
    [InlineData("sum(rate(a[5m]))", 10, 7)]
    [InlineData("a + on () group_left b", 3, 8)]
    [InlineData("timestamp(a)", 2, 4)]
    [InlineData("max_over_time(a[3m:1m])", 6, 11)]
    [InlineData("nothing", 0, 0)]
    public void An_instant_query_counts_what_it_looks_at_and_the_most_that_it_holds(string expression, long looked, long peak)
    {
        QueryStatistics statistics = Of(expression, 9, 9, 0);

        Assert.Equal((looked, peak), (statistics.QueryableSamples, statistics.PeakSamples));
        Assert.Equal(looked, Assert.Single(statistics.Steps!).Samples);
    }

    [Theory]
    [InlineData("a", "2 2 2 2")]
    [InlineData("count_over_time(a[3m])", "4 4 5 6")]
    [InlineData("a @ 0", "2 2 2 2")]
    [InlineData("max_over_time(a[2m:1m])", "4 4 4 4")]
    public void Each_step_counts_for_itself(string expression, string steps)
    {
        QueryStatistics statistics = Of(expression, 2, 5, 1);

        Assert.Equal(steps, string.Join(' ', statistics.Steps!.Select(s => s.Samples)));
        Assert.Equal(statistics.QueryableSamples, statistics.Steps!.Sum(s => s.Samples));
        Assert.Equal(2 * EngineRig.MinuteMs, statistics.Steps![0].TimeMs);
    }

    [Fact]
    public void Nobody_is_told_who_did_not_ask() => Assert.Null(new EngineRig(Series).At(1, "a").Statistics);

    private static QueryStatistics Of(string expression, long first, long last, long step)
    {
        var rig = new EngineRig(Series);
        var query = new Query(
            expression, ExpressionParser.Parse(expression).Value!, first * EngineRig.MinuteMs, last * EngineRig.MinuteMs,
            step * EngineRig.MinuteMs)
        {
            Statistics = StatisticsDetail.Steps,
        };
        QueryResult result = new QueryEngine(rig.Options, rig.Store, rig.Time).Evaluate(query, CancellationToken.None);
        Assert.Null(result.Error);
        return result.Statistics!;
    }
}
