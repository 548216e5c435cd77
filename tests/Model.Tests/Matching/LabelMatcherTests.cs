using Tocsin.Model.Labels;
using Tocsin.Model.Matching;

namespace Tocsin.Model.Tests.Matching;

public sealed class LabelMatcherTests
{
    private static readonly LabelSet Labels = LabelSet.Of(("alertname", "Down"), ("severity", "page"), ("empty", ""));

    [Theory]
    [InlineData(MatchOp.Equal, "severity", "page", true)]
    [InlineData(MatchOp.Equal, "severity", "pag", false)]
    [InlineData(MatchOp.Equal, "missing", "", true)]
    [InlineData(MatchOp.Equal, "empty", "", true)]
    [InlineData(MatchOp.NotEqual, "missing", "x", true)]
    [InlineData(MatchOp.NotEqual, "severity", "page", false)]
    [InlineData(MatchOp.Regex, "severity", "p.*|q", true)]
    [InlineData(MatchOp.Regex, "severity", "ag", false)]
    [InlineData(MatchOp.Regex, "missing", ".*", true)]
    [InlineData(MatchOp.Regex, "missing", ".+", false)]
    [InlineData(MatchOp.NotRegex, "severity", "p.*", false)]
    [InlineData(MatchOp.NotRegex, "missing", ".+", true)]
    public void A_missing_label_counts_as_empty_and_a_regex_takes_the_whole_value(
        MatchOp op, string name, string value, bool matches)
    {
        LabelMatcher matcher = LabelMatcher.Create(op, name, value);
        Assert.Equal(matches, matcher.Matches(Labels));
        Assert.Equal(matches, matcher.Matches(Labels[name] ?? ""));
    }

    [Theory]
    [InlineData(MatchOp.Equal, "a", "b", "a=\"b\"")]
    [InlineData(MatchOp.NotRegex, "a", "b\\d", "a!~\"b\\\\d\"")]
    [InlineData(MatchOp.Equal, "a", "line\nbreak \"q\" tab\t", "a=\"line\\nbreak \\\"q\\\" tab\t\"")]
    [InlineData(MatchOp.Equal, "foo bar", "tab\tü", "\"foo bar\"=\"tab\\tü\"")]
    [InlineData(MatchOp.Regex, "a,b", "x", "\"a,b\"=~\"x\"")]
    [InlineData(MatchOp.Equal, "üñ.é", "x", "üñ.é=\"x\"")]
    public void It_prints_as_upstream_prints(MatchOp op, string name, string value, string printed)
    {
        Assert.Equal(printed, LabelMatcher.Create(op, name, value).ToString());
    }

    [Fact]
    public void A_set_sorts_by_name_then_value_then_operator()
    {
        var set = new MatcherSet(
        [
            LabelMatcher.Create(MatchOp.Regex, "b", "1"),
            LabelMatcher.Create(MatchOp.NotEqual, "a", "2"),
            LabelMatcher.Create(MatchOp.Regex, "a", "1"),
            LabelMatcher.Create(MatchOp.Equal, "a", "1"),
            LabelMatcher.Create(MatchOp.Equal, "￿", "1"),
            LabelMatcher.Create(MatchOp.Equal, "𐀀", "1"),
        ]);
        Assert.Equal("{a=\"1\",a=~\"1\",a!=\"2\",b=~\"1\",￿=\"1\",𐀀=\"1\"}", set.Sorted().ToString());
        Assert.NotEqual(set, set.Sorted());
        Assert.Equal(set.Sorted(), new MatcherSet(set.Reverse()).Sorted());
    }

    [Fact]
    public void A_set_is_a_conjunction_and_the_empty_set_matches_everything()
    {
        Assert.True(MatcherParser.Default.TryParse("severity=page,alertname=~\"D.*\"", out MatcherSet? both, out _));
        Assert.True(both.Matches(Labels));
        Assert.False(both.And([LabelMatcher.Create(MatchOp.Equal, "x", "y")]).Matches(Labels));
        Assert.True(MatcherSet.Empty.Matches(LabelSet.Empty));
    }

    [Theory]
    [InlineData(MatchOp.Equal, "b", "b")]
    [InlineData(MatchOp.Equal, "", null)]
    [InlineData(MatchOp.NotEqual, "b", null)]
    [InlineData(MatchOp.Regex, "b|c|d[12]", "b,c,d1,d2")]
    [InlineData(MatchOp.Regex, "b|", null)]
    [InlineData(MatchOp.Regex, "b.*", null)]
    [InlineData(MatchOp.NotRegex, "b", null)]
    public void An_index_learns_the_accepted_values_only_if_a_missing_label_is_refused(
        MatchOp op, string value, string? accepted)
    {
        IReadOnlyList<string>? values = LabelMatcher.Create(op, "a", value).AcceptedValues;
        Assert.Equal(accepted, values is null ? null : string.Join(',', values.Order(StringComparer.Ordinal)));
    }
}
