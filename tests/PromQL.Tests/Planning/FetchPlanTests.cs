using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Planning;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Planning;

public sealed class FetchPlanTests
{
    private const long Minute = 60_000;

    // From and to are told before the instant, or before the first and the last step, in minutes; a lookback is five.
    [Theory]
    [InlineData("m", "5-0")]
    [InlineData("m offset 10m", "15-10")]
    [InlineData("m offset -10m", "-5--10")]
    [InlineData("rate(m[3m])", "3-0")]
    [InlineData("rate(m[3m] offset 1m)", "4-1")]
    [InlineData("rate(m[3m] anchored)", "8-0")]
    [InlineData("rate(m[3m] smoothed)", "8--5")]
    [InlineData("m smoothed", "5--5")]
    [InlineData("rate(m[3m]) / rate(m[3m])", "3-0")]
    [InlineData("m - m offset 1m", "5-0 6-1")]
    [InlineData("max_over_time(m[10m:1m])", "14-0")]
    [InlineData("max_over_time(m[10m:1m] offset 5m)", "19-5")]
    [InlineData("max_over_time(rate(m[2m])[10m:1m])", "11-0")]
    [InlineData("max_over_time(sum_over_time(m[1m:1m])[10m:1m])", "14-0")]
    [InlineData("quantile(scalar(m), n offset 1h)", "65-60 5-0")]
    [InlineData("absent(m) or vector(1)", "5-0")]
    [InlineData("info(m)", "5-0")]
    [InlineData("1 + time()", "")]
    public void A_selector_needs_what_its_lookback_range_offset_and_subqueries_reach(string expression, string windows)
    {
        long at = 1000 * Minute;
        Assert.Equal(windows, Windows(PlanOf(expression, at, at, 0), at, at));
    }

    [Theory]
    [InlineData("m", "5-0")]
    [InlineData("rate(m[3m])", "3-0")]
    [InlineData("max_over_time(m[10m:1m] offset 5m)", "19-5")]
    public void A_range_reaches_from_its_first_step_to_its_last(string expression, string windows)
    {
        (long start, long end) = (1000 * Minute, 1100 * Minute);
        Assert.Equal(windows, Windows(PlanOf(expression, start, end, Minute), start, end));
    }

    [Theory]
    [InlineData("m @ 60000", 59_700_001, 60_000_000)]
    [InlineData("m @ 60000 offset 1m", 59_640_001, 59_940_000)]
    [InlineData("rate(m[1m] @ end())", 65_940_001, 66_000_000)]
    [InlineData("max_over_time(m[10m:1m] @ start())", 59_160_001, 60_000_000)]
    [InlineData("max_over_time(m[10m:1m] @ 60000)", 59_160_001, 60_000_000)]
    [InlineData("sum(m @ 60000)", 59_700_001, 60_000_000)]
    public void A_fixed_instant_needs_the_same_at_every_step(string expression, long from, long to)
    {
        SeriesQuery query = Assert.Single(PlanOf(expression, 60_000_000, 66_000_000, Minute).Queries);
        Assert.Equal((from, to), (query.FromMs, query.ToMs));
    }

    [Fact]
    public void Whether_the_times_of_samples_are_wanted_is_told() =>
        Assert.Equal("timestamp", Assert.Single(PlanOf("timestamp(m)", 0, 0, 0).Queries).Function);

    [Fact]
    public void A_query_without_sense_has_an_empty_plan() => Assert.Empty(PlanOf("rate(m[5m - 5m])", 0, 0, 0).Queries);

    [Theory]
    [InlineData("sum by (a) (rate(m[5m]))", "sum by (a) (rate(m[5m]))")]
    [InlineData("histogram_quantile(0.9, sum by (le) (rate(m[5m]))) > 3", "sum by (le) (rate(m[5m]))")]
    [InlineData("sum(m) / count(n offset 1h)", "sum(m);count(n offset 1h)")]
    [InlineData("max(sum by (a) (m))", "sum by (a) (m)")]
    [InlineData("sum(m @ 60)", "")]
    [InlineData("sum(rate(m[5m] smoothed))", "")]
    [InlineData("topk(3, m)", "")]
    [InlineData("sum(rate(sum(m)[5m:1m]))", "")]
    [InlineData("sum(abs(m))", "")]
    public void Plain_aggregations_may_be_evaluated_elsewhere(string expression, string parts)
    {
        FetchPlan plan = PlanOf(expression, 60_000, 120_000, 1000, pushes: true);
        Assert.Equal(parts, string.Join(';', plan.Parts.Select(part => part.Text)));
        Assert.Equal(parts.Length == 0, plan.Queries.Count > 0);
    }

    [Fact]
    public void Parts_that_were_evaluated_elsewhere_take_their_place_in_the_whole()
    {
        FetchPlan plan = PlanOf("sum by (a) (m) + 1", 0, 120_000, 60_000, pushes: true);
        var labels = Model.Labels.LabelSet.Of(("a", "x"));
        MatrixSeries part = new(labels, [new(0, 5), new(120_000, 7)], []);
        QueryResult result = EngineOver().Evaluate(plan, [[part]], TestContext.Current.CancellationToken);

        MatrixSeries series = Assert.Single(((QueryValue.Matrix)result.Value!).Series);
        Assert.Equal([new FloatPoint(0, 6), new FloatPoint(120_000, 8)], series.Floats);
    }

    [Fact]
    public void A_part_with_a_value_at_an_instant_that_nobody_asked_for_is_an_error()
    {
        FetchPlan plan = PlanOf("sum(m)", 0, 120_000, 60_000, pushes: true);
        MatrixSeries part = new(Model.Labels.LabelSet.Empty, [new(61_000, 5)], []);
        QueryResult result = EngineOver().Evaluate(plan, [[part]], TestContext.Current.CancellationToken);
        Assert.Contains("61000 ms, which is none of the instants", result.Error!.Message, StringComparison.Ordinal);
    }

    private static QueryEngine EngineOver() =>
        new(new EngineOptions(), new TestKit.Series.MemorySeries(), new TestKit.VirtualTime());

    private static string Windows(FetchPlan plan, long start, long end) => string.Join(' ', plan.Queries.Select(
        query => $"{(start - query.FromMs + 1) / Minute}-{(end - query.ToMs) / Minute}"));

    private static FetchPlan PlanOf(string expression, long start, long end, long step, bool pushes = false)
    {
        var parsed = ExpressionParser.Parse(expression, ParserOptions.Everything);
        Assert.True(parsed.IsOk, parsed.Error?.ToString());
        return FetchPlan.Of(new Query(expression, parsed.Value, start, end, step), new EngineOptions(), pushes);
    }
}
