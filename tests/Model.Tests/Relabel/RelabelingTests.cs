using Tocsin.Model.Labels;
using Tocsin.Model.Relabel;

namespace Tocsin.Model.Tests.Relabel;

public sealed class RelabelingTests
{
    private static readonly LabelSet Target = LabelSet.Of(("a", "foo"), ("b", "bar"), ("c", "baz"));

    private static LabelSet? Apply(params RelabelConfig[] rules) => Relabeling.Of(rules).Apply(Target);

    private static RelabelConfig Rule(RelabelAction action, params string[] sources) =>
        new() { Action = action, SourceLabels = sources };

    [Fact]
    public void Groups_of_the_joined_values_make_the_new_value() => Assert.Equal(
        LabelSet.Of(("a", "foo"), ("b", "bar"), ("c", "baz"), ("d", "bar-foo")),
        Apply(Rule(RelabelAction.Replace, "a", "b") with { Regex = "(.+);(.+)", TargetLabel = "d", Replacement = "$2-${1}" }));

    [Fact]
    public void The_target_may_come_from_the_match_and_is_left_alone_if_it_is_no_name()
    {
        Assert.Equal("bar", Apply(
            Rule(RelabelAction.Replace, "a", "b") with { Regex = "(.+);(.+)", TargetLabel = "x_$1", Replacement = "$2" })!["x_foo"]);
        Assert.Equal(Target, Apply(Rule(RelabelAction.Replace, "a") with { Regex = "foo(x?)", TargetLabel = "$1" }));
    }

    [Fact]
    public void The_regex_must_cover_the_whole_value() =>
        Assert.Equal(Target, Apply(Rule(RelabelAction.Replace, "a") with { Regex = "fo", TargetLabel = "d", Replacement = "x" }));

    [Fact]
    public void An_empty_result_removes_the_label() => Assert.Equal(
        LabelSet.Of(("b", "bar"), ("c", "baz")),
        Apply(Rule(RelabelAction.Replace, "a") with { TargetLabel = "a", Replacement = "" }));

    [Fact]
    public void A_plain_replacement_holds_without_sources() =>
        Assert.Equal("x", Apply(new RelabelConfig { TargetLabel = "d", Replacement = "x" })!["d"]);

    [Theory]
    [InlineData(RelabelAction.Keep, "foo", true)]
    [InlineData(RelabelAction.Keep, "fo", false)]
    [InlineData(RelabelAction.Drop, "foo", false)]
    [InlineData(RelabelAction.Drop, ".", true)]
    public void Keep_and_drop_decide_by_the_regex(RelabelAction action, string regex, bool isKept) =>
        Assert.Equal(isKept, Apply(Rule(action, "a") with { Regex = regex }) is not null);

    [Theory]
    [InlineData(RelabelAction.KeepEqual, "foo", true)]
    [InlineData(RelabelAction.KeepEqual, "bar", false)]
    [InlineData(RelabelAction.DropEqual, "foo", false)]
    [InlineData(RelabelAction.DropEqual, "bar", true)]
    public void Keepequal_and_dropequal_compare_two_labels(RelabelAction action, string value, bool isKept) => Assert.Equal(
        isKept,
        Apply(new RelabelConfig { TargetLabel = "d", Replacement = value }, Rule(action, "a") with { TargetLabel = "d" }) is not null);

    // MD5 of "foo" is acbd18db4cc2f85cedef654fccc4a4d8; its last eight bytes modulo 1000 by a calculator.
    [Fact]
    public void Hashmod_takes_the_last_eight_bytes_of_the_digest() => Assert.Equal(
        (0xedef654fccc4a4d8UL % 1000).ToString(System.Globalization.CultureInfo.InvariantCulture),
        Apply(Rule(RelabelAction.HashMod, "a") with { TargetLabel = "d", Modulus = 1000 })!["d"]);

    [Fact]
    public void Labelmap_copies_what_was_there_before_it_began() => Assert.Equal(
        LabelSet.Of(("a", "foo"), ("b", "bar"), ("bar_a", "foo"), ("bar_b", "bar"), ("c", "baz")),
        Apply(new RelabelConfig { Action = RelabelAction.LabelMap, Regex = "(a|b|bar.*)", Replacement = "bar_${1}" }));

    [Fact]
    public void Labeldrop_and_labelkeep_decide_by_the_name()
    {
        Assert.Equal(LabelSet.Of(("c", "baz")), Apply(new RelabelConfig { Action = RelabelAction.LabelDrop, Regex = "a|b" }));
        Assert.Equal(LabelSet.Of(("a", "foo"), ("b", "bar")), Apply(new RelabelConfig { Action = RelabelAction.LabelKeep, Regex = "a|b" }));
    }

    [Fact]
    public void Lowercase_and_uppercase_write_the_target()
    {
        Assert.Equal("FOO", Apply(Rule(RelabelAction.Uppercase, "a") with { TargetLabel = "d" })!["d"]);
        Assert.Equal("foobar", Apply(
            Rule(RelabelAction.Uppercase, "a") with { TargetLabel = "a" },
            Rule(RelabelAction.Lowercase, "a", "b") with { TargetLabel = "d", Separator = "" })!["d"]);
    }

    [Theory]
    [InlineData(RelabelAction.HashMod, "relabel configuration for hashmod requires non-zero modulus")]
    [InlineData(RelabelAction.Replace, "relabel configuration for replace action requires 'target_label' value")]
    [InlineData(RelabelAction.KeepEqual, "relabel configuration for keepequal action requires 'target_label' value")]
    public void What_is_missing_is_said_as_upstream_says_it(RelabelAction action, string text)
    {
        Assert.False(RelabelRule.TryCompile(new RelabelConfig { Action = action }, out _, out (string Key, string Text) fault));
        Assert.Equal(text, fault.Text);
    }

    [Fact]
    public void Keys_that_an_action_has_no_use_for_are_refused()
    {
        Assert.Equal(
            "labeldrop action requires only 'regex', and no other fields",
            new RelabelConfig { Action = RelabelAction.LabelDrop, TargetLabel = "x" }.FindFault()!.Value.Text);
        Assert.Equal(
            "'replacement' can not be set for lowercase action",
            new RelabelConfig { Action = RelabelAction.Lowercase, TargetLabel = "x", Replacement = "y" }.FindFault()!.Value.Text);
        Assert.False(RelabelRule.TryCompile(
            new RelabelConfig { Regex = "(", TargetLabel = "x" }, out _, out (string Key, string Text) fault));
        Assert.Equal("regex", fault.Key);
    }
}
