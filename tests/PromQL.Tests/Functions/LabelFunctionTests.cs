namespace Tocsin.PromQL.Tests.Functions;

public sealed class LabelFunctionTests
{
    private const string Series = "x{host=\"db-7.eu\",job=\"a\"} 1";

    [Theory]
    [InlineData("label_replace(x, \"n\", \"$1\", \"host\", \"db-(.*)[.]eu\")", "host=\"db-7.eu\", job=\"a\", n=\"7\"")]
    [InlineData("label_replace(x, \"n\", \"${who}!\", \"host\", \"(?P<who>..).*\")", "host=\"db-7.eu\", job=\"a\", n=\"db!\"")]
    [InlineData("label_replace(x, \"n\", \"$1x\", \"host\", \"(.).*\")", "host=\"db-7.eu\", job=\"a\"")]
    [InlineData("label_replace(x, \"n\", \"c\", \"host\", \"db\")", "host=\"db-7.eu\", job=\"a\"")]
    [InlineData("label_replace(x, \"n\", \"c\", \"none\", \"\")", "host=\"db-7.eu\", job=\"a\", n=\"c\"")]
    [InlineData("label_replace(x, \"job\", \"\", \"host\", \".*\")", "host=\"db-7.eu\"")]
    [InlineData("label_replace(x, \"a b\", \"c\", \"host\", \".*\")", "a b=\"c\", host=\"db-7.eu\", job=\"a\"")]
    [InlineData("label_join(x, \"n\", \"/\", \"job\", \"none\", \"host\")", "host=\"db-7.eu\", job=\"a\", n=\"a//db-7.eu\"")]
    [InlineData("label_join(x, \"job\", \"/\")", "host=\"db-7.eu\"")]
    public void A_label_is_made_of_others(string expression, string labels) =>
        Assert.Equal([$"{{__name__=\"x\", {labels}}} 1"], Evaluated.Vector(expression, Series));

    [Fact]
    public void The_pattern_must_match_the_whole_value_and_its_dot_matches_a_newline() => Assert.Equal(
        ["{__name__=\"x\", a=\"1\\n2\", n=\"y\"} 1", "{__name__=\"x\", a=\"12\"} 2"],
        Evaluated.Vector("label_replace(x, \"n\", \"y\", \"a\", \"1.2\")", "x{a=\"1\\n2\"} 1", "x{a=\"12\"} 2"));

    [Fact]
    public void The_name_can_be_set() =>
        Assert.Equal(["{__name__=\"y\"} 1"], Evaluated.Vector("label_replace(x, \"__name__\", \"y\", \"__name__\", \"x\")", "x 1"));

    [Theory]
    [InlineData("label_replace(x, \"n\", \"\", \"a\", \"(\")", "invalid regular expression in label_replace(): (")]
    [InlineData("label_replace(x, \"\", \"\", \"a\", \"\")", "invalid destination label name in label_replace(): ")]
    [InlineData("label_join(x, \"\", \"\")", "invalid destination label name in label_join(): ")]
    [InlineData("label_join(x, \"n\", \"\", \"\")", "invalid source label name in label_join(): ")]
    [InlineData("label_replace(x, \"a\", \"c\", \"\", \"\")", "vector cannot contain metrics with the same labelset")]
    public void What_makes_no_labels_fails(string expression, string failure) =>
        Assert.Equal(failure, Evaluated.Failure(expression, "x{a=\"1\"} 1", "x{a=\"2\"} 1"));
}
