namespace Tocsin.PromQL.Tests.Evaluation;

public sealed class AnnotationTests
{
    [Fact]
    public void An_annotation_names_the_place_that_gave_rise_to_it_once()
    {
        const string Expression = "quantile(1.5, m)\n  + quantile(1.5, m)";
        var rig = new EngineRig("m 1");

        string[] texts = [.. rig.At(0, Expression).Annotations.Select(a => a.Render(Expression))];
        Assert.Equal(["PromQL warning: quantile value should be between 0 and 1, got 1.5 (2:14)"], texts);
        Assert.EndsWith("got 1.5", rig.At(0, Expression).Annotations[0].Render(""), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_does_not_hide_what_was_told_before_it()
    {
        var rig = new EngineRig("m{a=\"1\"} 1 2", "n 1");
        var result = rig.At(1, "rate(m[5m]) + on() group_left() (n or m)");

        Assert.NotNull(result.Error);
        Assert.Contains(
            "metric might not be a counter", Assert.Single(result.Annotations).Render(""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_of_what_is_not_named_like_a_counter_is_told()
    {
        var rig = new EngineRig("m 1 2", "m_total 1 2");

        Assert.Equal(
            ["PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket: \"m\" (1:6)"],
            rig.At(1, "rate(m[5m])").Annotations.Select(a => a.Render("rate(m[5m])")));
        Assert.Empty(rig.At(1, "rate(m_total[5m])").Annotations);
    }

    [Fact]
    public void The_type_of_a_metric_counts_instead_of_its_name_where_types_are_labels()
    {
        var rig = new EngineRig("m{__type__=\"counter\"} 1 2", "n_total{__type__=\"gauge\"} 1 2")
        {
            Options = new() { UsesTypeLabels = true },
        };

        Assert.Empty(rig.At(1, "rate(m[5m])").Annotations);
        Assert.Equal(
            "PromQL info: metric might not be a counter, __type__ label is not set to \"counter\" or \"histogram\","
            + " got \"gauge\": \"n_total\" (1:6)",
            Assert.Single(rig.At(1, "rate(n_total[5m])").Annotations).Render("rate(n_total[5m])"));
    }
}
