using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.PromQL.Tests.Evaluation;

public sealed class LimitTests
{
    [Fact]
    public void A_query_that_would_hold_too_many_samples_says_so()
    {
        var rig = new EngineRig("m 0+1x999") { Options = new() { SamplesMax = 100 } };

        Assert.Null(rig.At(999, "sum_over_time(m[90m])").Error);
        Refused(rig.At(999, "sum_over_time(m[200m])"), QueryErrorKind.Limit, "too many samples", "(limit 100)");
        Refused(rig.Between(0, 500, "m"), QueryErrorKind.Limit, "too many samples", "(limit 100)");
    }

    [Fact]
    public void What_is_not_held_any_more_does_not_count()
    {
        var rig = new EngineRig([.. Enumerable.Range(0, 30).Select(i => $"m{{i=\"{i}\"}} 0+1x99")])
        {
            Options = new() { SamplesMax = 150 },
        };

        // 30 windows of 90 samples, one after the other, and 30 elements passed on from operation to operation.
        Assert.Null(rig.At(99, "sum_over_time(m[90m])").Error);
        Assert.Null(rig.At(99, "-(m + 1 - 2 + 3 - 4 + 5 - 6 + 7 - 8)").Error);
    }

    [Fact]
    public void More_steps_than_samples_are_refused_before_there_is_room_for_them()
    {
        var rig = new EngineRig("m 1");

        Refused(
            rig.Run("m", long.MinValue / 4, long.MaxValue / 4, 1), QueryErrorKind.Limit, "too many samples", "50000000");
        Refused(
            rig.At(0, "max_over_time(m[292y:1ms])"), QueryErrorKind.Limit, "too many samples", "50000000");
    }

    [Fact]
    public void A_query_that_would_take_too_much_memory_says_so()
    {
        var rig = new EngineRig("m{a=\"1\"} 1", "m{a=\"2\"} 1") { Options = new() { BytesMax = 10_000 } };

        Assert.Null(rig.Between(0, 10, "m").Error);
        Refused(rig.Between(0, 1000, "m"), QueryErrorKind.Limit, "too much memory", "(limit 10000 bytes)");
    }

    [Fact]
    public void A_query_that_takes_too_long_says_so()
    {
        var rig = new EngineRig("m 1") { Time = new HurriedTime() };

        Refused(rig.At(0, "m"), QueryErrorKind.Timeout, "query timed out in expression evaluation", "(limit 120 s)");
    }

    [Fact]
    public void The_windows_of_one_series_are_not_all_looked_at_between_two_looks_at_the_clock()
    {
        var few = new CountedTime();
        Assert.Null(new EngineRig("m 0+1x999") { Time = few }.At(999, "max_over_time(m[1h])").Error);

        var many = new CountedTime();
        var rig = new EngineRig("m 0+1x999") { Time = many };
        Assert.Null(rig.At(999, "max_over_time(max_over_time(m[16h:5s])[16h:5s])").Error);

        // 11,520 windows of up to as many samples are 70 times a million.
        Assert.InRange(many.Looks - few.Looks, 50, 200);
    }

    [Theory]
    [InlineData("label_join({0}, \"x\", \"\", \"x\", \"x\", \"i\")")]
    [InlineData("label_replace({0}, \"x\", \"$1$1\", \"x\", \"(.*)\")")]
    public void A_label_that_doubles_again_and_again_meets_a_limit(string doubling)
    {
        string Doubled(int times, string expression) => times == 0
            ? expression
            : Doubled(times - 1, string.Format(System.Globalization.CultureInfo.InvariantCulture, doubling, expression));

        string[] series = [.. Enumerable.Range(0, 100).Select(i => $"m{{i=\"{i:000}\", x=\"abc\"}} 1")];
        Assert.Null(new EngineRig(series).At(0, Doubled(8, "m")).Error);
        Refused(new EngineRig("m{i=\"1\", x=\"a\"} 1").At(0, Doubled(40, "m")), QueryErrorKind.Limit, "a label of more than", "1048576");
        var rig = new EngineRig(series) { Options = new() { BytesMax = 10 << 20 } };
        Refused(rig.At(0, Doubled(16, "m")), QueryErrorKind.Limit, "too much memory", "(limit 10485760 bytes)");
        Refused(
            rig.At(0, $"m * on () group_left (x) {Doubled(16, "m{i=\"000\"}")}"), QueryErrorKind.Limit, "too much memory",
            "(limit 10485760 bytes)");
    }

    [Fact]
    public void A_computed_range_of_no_length_is_the_mistake_of_whoever_asks()
    {
        var rig = new EngineRig("m 1");

        Refused(rig.At(0, "delta(m[1-5s])"), QueryErrorKind.Senseless, "8:12: duration must be greater than 0", "");
    }

    [Fact]
    public void What_absent_says_of_many_matchers_it_finds_once()
    {
        var rig = new EngineRig("m 1");
        string matchers = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"l{i}=\"{i}\""));
        string twice = rig.VectorAt(0, $"absent(n{{{matchers},l1=\"x\",l2!=\"\",e=\"\",l3=~\".+\"}})")[0];

        Assert.Equal(2996, twice.Count(c => c == ','));
        Assert.DoesNotContain("l1=", twice, StringComparison.Ordinal);
        Assert.Contains("l2999=\"2999\"", twice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_that_nobody_waits_for_ends()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        var rig = new EngineRig("m 1") { Cancellation = source.Token };
        Refused(rig.At(0, "m"), QueryErrorKind.Canceled, "query was canceled in expression evaluation", "");
    }

    private static void Refused(QueryResult result, QueryErrorKind kind, string text, string limit)
    {
        Assert.Null(result.Value);
        Assert.Equal(kind, result.Error!.Kind);
        Assert.Contains(text, result.Error.Message, StringComparison.Ordinal);
        Assert.Contains(limit, result.Error.Message, StringComparison.Ordinal);
    }

    private sealed class CountedTime : TimeProvider
    {
        public int Looks { get; private set; }

        public override long GetTimestamp() => ++Looks;
    }

    // Every look at the clock takes an hour.
    private sealed class HurriedTime : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() => _looks++ * TimestampFrequency * 3600;
    }
}
