using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.PromQL.Tests.Evaluation;

/// <summary>When series lose their names: at each step, or with delayed removal at the end.</summary>
public sealed class NameTests
{
    private static readonly string[] Two = ["a{x=\"1\"} 1", "b{x=\"1\"} 2"];

    [Fact]
    public void Series_that_differ_by_name_only_collide_when_the_name_goes()
    {
        foreach (bool delays in (bool[])[false, true])
        {
            var rig = new EngineRig(Two) { Options = new() { DelaysNameRemoval = delays } };
            QueryError? error = rig.At(0, "{x=\"1\"} * 2").Error;

            Assert.Equal("vector cannot contain metrics with the same labelset", error?.Message);
            Assert.Equal(QueryErrorKind.Execution, error?.Kind);
        }
    }

    [Fact]
    public void A_name_that_goes_at_the_end_can_be_used_before()
    {
        const string Expression = "count(sum by (__name__) (-{x=\"1\"}))";
        var early = new EngineRig(Two);
        var late = new EngineRig(Two) { Options = new() { DelaysNameRemoval = true } };

        Assert.Equal("vector cannot contain metrics with the same labelset", early.At(0, Expression).Error?.Message);
        Assert.Equal(["{}=2"], late.VectorAt(0, Expression));
    }

    [Fact]
    public void A_filter_keeps_the_name_and_arithmetic_drops_it_with_type_and_unit()
    {
        var rig = new EngineRig("a{x=\"1\", __type__=\"gauge\", __unit__=\"s\"} 1");

        Assert.Equal(["{__name__=\"a\", __type__=\"gauge\", __unit__=\"s\", x=\"1\"}=1"], rig.VectorAt(0, "a > 0"));
        Assert.Equal(["{x=\"1\"}=2"], rig.VectorAt(0, "a + 1"));
        Assert.Equal(["{x=\"1\"}=1"], rig.VectorAt(0, "a > bool 0"));
        Assert.Equal(["{__name__=\"a\", __type__=\"gauge\", __unit__=\"s\", x=\"1\"}=1"], rig.VectorAt(0, "last_over_time(a[5m])"));
    }
}
