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

    // Every look at the clock takes an hour.
    private sealed class HurriedTime : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() => _looks++ * TimestampFrequency * 3600;
    }
}
