using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.TestKit.Series;
using FsConfig = FsCheck.Config;

namespace Tocsin.PromQL.Tests.Evaluation;

/// <summary>A range query gives at each step, bit by bit, what an instant query gives there.</summary>
public sealed class RangeProperties
{
    private const long StartMs = 600_000;
    private const long EndMs = 1_800_000;

    internal static readonly string[] Expressions =
    [
        "m", "m offset 2m", "m @ 900", "m offset -3m", "sum(m)", "avg by (a) (m)", "topk(2, m)", "quantile(0.3, m)",
        "stddev(m)", "count_values(\"v\", m)", "limitk(2, m)", "limit_ratio(0.5, m)", "rate(m[3m])", "increase(m[2m] offset 1m)",
        "delta(m[90s])", "irate(m[5m])", "deriv(m[4m])", "predict_linear(m[4m], 60)", "avg_over_time(m[3m])",
        "stdvar_over_time(m[3m])", "quantile_over_time(0.9, m[4m])", "changes(m[5m])", "resets(m[5m])", "absent(m{a=\"9\"})",
        "absent_over_time(m{a=\"1\"}[1m])", "last_over_time(m[7m])", "m + on(a, b) m", "m / ignoring(b) group_left sum by (a) (m)",
        "m and on(a) m > 50", "m or vector(1)", "m unless m < 50", "m > bool 50", "-m", "m ^ 2 % 7", "time() - timestamp(m)",
        "max_over_time(rate(m[2m])[5m:30s])", "sum_over_time(m[5m:1m] offset 1m)", "min_over_time((m @ 900)[5m:1m])",
        "rate(m[3m] smoothed)", "increase(m[3m] anchored)", "m smoothed", "scalar(sum(m)) + m", "max_of(scalar(sum(m)), time())",
        "avg_over_time(m[5m] @ 1200)", "vector(time()) + sum(m)", "rate(m[3m:20s])", "topk(scalar(count(m)) - 2, m)",
        "m + on(a, b) fill(3) (m > 50)",
    ];

    [Fact]
    public void Every_step_of_a_range_is_an_instant()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            EngineRig rig = Rig(random);
            string expression = Expressions[random.Next(Expressions.Length)];
            long step = 1000 * random.Next(7, 180);
            Assert.Equal(Instants(rig, expression, step), Steps(rig, expression, step));
        }).Check(FsConfig.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void Each_of_the_expressions_gives_something_somewhere()
    {
        EngineRig rig = Rig(new Random(1));
        Assert.All(Expressions, e => Assert.NotEmpty(Steps(rig, e, 10_000)));
    }

    private static SortedDictionary<string, long> Instants(EngineRig rig, string expression, long step)
    {
        var points = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (long time = StartMs; time <= EndMs; time += step)
        {
            QueryResult result = rig.Run(expression, time, time, 0);
            if (result.Value is QueryValue.Scalar scalar)
            {
                points.Add($"{{}}@{time}", BitConverter.DoubleToInt64Bits(scalar.Value));
                continue;
            }

            foreach (VectorSample sample in ((QueryValue.Vector)result.Value!).Samples)
            {
                points.Add($"{sample.Labels}@{time}", BitConverter.DoubleToInt64Bits(sample.Value));
            }
        }

        return points;
    }

    private static SortedDictionary<string, long> Steps(EngineRig rig, string expression, long step)
    {
        QueryResult result = rig.Run(expression, StartMs, EndMs, step);
        Assert.Null(result.Error);
        var points = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (MatrixSeries series in ((QueryValue.Matrix)result.Value!).Series)
        {
            foreach (FloatPoint point in series.Floats)
            {
                points.Add($"{series.Labels}@{point.TimeMs}", BitConverter.DoubleToInt64Bits(point.Value));
            }
        }

        return points;
    }

    // A few counters with gaps, resets, stale markers and uneven times.
    private static EngineRig Rig(Random random)
    {
        var rig = new EngineRig();
        foreach ((string a, string b) in ((string, string)[])[("1", "1"), ("1", "2"), ("2", "1"), ("2", "2"), ("3", "1")])
        {
            LabelSet labels = LabelSet.Of(("__name__", "m"), ("a", a), ("b", b));
            double value = 0;
            for (long time = random.Next(30_000); time < EndMs + 300_000; time += random.Next(5_000, 40_000))
            {
                int kind = random.Next(40);
                value = kind == 0 ? 0 : value + (random.NextDouble() * 5);
                double written = kind == 1 ? Model.Samples.StaleMarker.Value : kind == 2 ? double.NaN : value;
                time += kind == 3 ? 400_000 : 0;
                rig.Store.Append(labels, new MemorySample(time, written));
            }
        }

        return rig;
    }
}
