using Tocsin.Model.Matching;

namespace Tocsin.Model.Tests.Matching;

public sealed class MatcherParserTests
{
    private static readonly MatcherParser Classic = new(MatcherMode.Classic);
    private static readonly MatcherParser Utf8 = new(MatcherMode.Utf8Strict);

    [Theory]
    [InlineData("", "{}")]
    [InlineData("{}", "{}")]
    [InlineData("foo=bar", "{foo=\"bar\"}")]
    [InlineData("{foo=bar}", "{foo=\"bar\"}")]
    [InlineData("{foo = \"bar\", dings != \"bums\", }", "{foo=\"bar\",dings!=\"bums\"}")]
    [InlineData("foo=~bar.*,bar!~baz.+", "{foo=~\"bar.*\",bar!~\"baz.+\"}")]
    [InlineData("foo=\"a,b\"", "{foo=\"a,b\"}")]
    [InlineData("foo=\"🙂\"", "{foo=\"🙂\"}")]
    [InlineData("foo=\"\"", "{foo=\"\"}")]
    [InlineData("{foo=\"bar\\n\\\"x\\\"\"}", "{foo=\"bar\\n\\\"x\\\"\"}")]
    public void Both_grammars_agree_on_the_usual_forms(string input, string printed)
    {
        foreach (MatcherParser parser in new[] { Classic, Utf8, MatcherParser.Default })
        {
            var warnings = new List<MatcherWarning>();
            Assert.True(parser.TryParse(input, out MatcherSet? matchers, out string? error, warnings), error);
            Assert.Equal(printed, matchers.ToString());
            Assert.Empty(warnings);
        }
    }

    [Theory]
    [InlineData("foo=", "{foo=\"\"}")]
    [InlineData("{foo=bar", "{foo=\"bar\"}")]
    [InlineData("foo=bar}", "{foo=\"bar\"}")]
    [InlineData("foo=bar baz", "{foo=\"bar baz\"}")]
    [InlineData("foo=a=b", "{foo=\"a=b\"}")]
    [InlineData("{foo=~(a|b){2}}", "{foo=~\"(a|b){2}\"}")]
    [InlineData("foo=\\d", "{foo=\"\\\\d\"}")]
    [InlineData("foo=~\"\\d+\"", "{foo=~\"\\\\d+\"}")]
    public void What_only_the_classic_grammar_reads_falls_back_with_a_warning(string input, string printed)
    {
        Assert.False(Utf8.TryParse(input, out _, out string? utf8Error));
        var warnings = new List<MatcherWarning>();
        Assert.True(MatcherParser.Default.TryParse(input, out MatcherSet? matchers, out _, warnings));
        Assert.Equal(printed, matchers.ToString());
        MatcherWarning warning = Assert.Single(warnings);
        Assert.Equal(
            new MatcherWarning(MatcherWarningKind.Incompatible, input, utf8Error, printed[1..^1]), warning);
        Assert.StartsWith("Alertmanager is moving to a new parser", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"foo bar\"=baz", "{\"foo bar\"=\"baz\"}")]
    [InlineData("foo🙂=bar", "{foo🙂=\"bar\"}")]
    [InlineData("\"ü\"=\"\\u00fc\"", "{ü=\"ü\"}")]
    [InlineData("foo-bar=baz", "{foo-bar=\"baz\"}")]
    [InlineData("1a=b", "{1a=\"b\"}")]
    public void What_only_the_newer_grammar_reads_is_taken_without_a_warning(string input, string printed)
    {
        Assert.False(Classic.TryParse(input, out _, out string? error));
        Assert.StartsWith("bad matcher format: ", error, StringComparison.Ordinal);
        var warnings = new List<MatcherWarning>();
        Assert.True(MatcherParser.Default.TryParse(input, out MatcherSet? matchers, out _, warnings));
        Assert.Equal(printed, matchers.ToString());
        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData("foo=\"\\t\"", "\\t", "\t")]
    [InlineData("foo=\"\\x41\"", "\\x41", "A")]
    [InlineData("foo=\"\\u00fc\"", "\\u00fc", "ü")]
    public void Where_the_grammars_differ_the_classic_meaning_wins_with_a_warning(string input, string classic, string utf8)
    {
        Assert.True(Utf8.TryParse(input, out MatcherSet? newer, out _));
        Assert.Equal(utf8, newer[0].Value);
        var warnings = new List<MatcherWarning>();
        Assert.True(MatcherParser.Default.TryParse(input, out MatcherSet? taken, out _, warnings));
        Assert.Equal(classic, taken[0].Value);
        Assert.Equal("Matchers input has disagreement", Assert.Single(warnings).Message);
    }

    [Theory]
    [InlineData("{", "0:1: end of input: expected close brace")]
    [InlineData("}", "0:1: }: expected opening brace")]
    [InlineData("{foo=bar", "0:8: end of input: expected close brace")]
    [InlineData("foo=bar}", "0:8: }: expected opening brace")]
    [InlineData("{{", "1:2: unexpected {: expected label name")]
    [InlineData("foo", "end of input: expected an operator such as '=', '!=', '=~' or '!~'")]
    [InlineData("foo bar", "4:7: unexpected bar: expected an operator such as '=', '!=', '=~' or '!~'")]
    [InlineData("foo=", "end of input: expected label value")]
    [InlineData("foo!", "3:4: unexpected end of input, expected one of '=~': expected an operator such as '=', '!=', '=~' or '!~'")]
    [InlineData("foo!bar", "3:4: !: expected one of '=~': expected an operator such as '=', '!=', '=~' or '!~'")]
    [InlineData("foo==bar", "4:5: unexpected =: expected label value")]
    [InlineData("foo=bar baz", "8:11: unexpected baz: expected a comma or close brace")]
    [InlineData("foo=bar,,", "8:9: unexpected ,: expected a matcher or close brace after comma")]
    [InlineData("foo=\"bar", "4:8: \"bar: missing end \": expected label value")]
    [InlineData("foo=\"\\d\"", "4:8: \"\\d\": invalid input")]
    [InlineData("~", "0:1: ~: invalid input")]
    [InlineData("{foo=bar}}", "9:10: }: expected end of input")]
    [InlineData("foo=~(", "failed to create matcher: error parsing regexp: missing closing ): `^(?:()$`")]
    [InlineData("🙂", "end of input: expected an operator such as '=', '!=', '=~' or '!~'")]
    [InlineData("🙂🙂 x", "3:4: unexpected x: expected an operator such as '=', '!=', '=~' or '!~'")]
    public void The_newer_grammar_says_where_an_error_is(string input, string expected)
    {
        Assert.False(Utf8.TryParse(input, out _, out string? error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("foo", "bad matcher format: foo")]
    [InlineData("=bar", "bad matcher format: =bar")]
    [InlineData("foo=bar,,x=y", "bad matcher format: ")]
    [InlineData("foo=\"bar", "matcher value contains unescaped double quote: \"bar")]
    [InlineData("foo=b\"ar", "matcher value contains unescaped double quote: b\"ar")]
    [InlineData("foo=\"", "matcher value contains unescaped double quote: \"")]
    [InlineData("foo=~[", "error parsing regexp: missing closing ]: `[)$`")]
    public void The_classic_grammar_keeps_its_error_texts_and_gives_them_in_fallback_too(string input, string expected)
    {
        Assert.False(Classic.TryParse(input, out _, out string? error));
        Assert.Equal(expected, error);
        Assert.False(MatcherParser.Default.TryParse(input, out _, out error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_filter_is_one_matcher_without_braces()
    {
        Assert.False(MatcherParser.Default.TryParseOne("{a=b}", out _, out string? error));
        Assert.Equal("unexpected open or close brace: {a=b}", error);
        Assert.False(Utf8.TryParseOne("a=b,c=d", out _, out error));
        Assert.Equal("expected 1 matcher, found 2", error);
        Assert.False(Utf8.TryParseOne("", out _, out error));
        Assert.Equal("no matchers", error);
        Assert.True(MatcherParser.Default.TryParseOne("a=b,c=d", out LabelMatcher? matcher, out _));
        Assert.Equal("a=\"b,c=d\"", matcher.ToString());
        Assert.True(MatcherParser.Default.TryParseOne("severity=~\"critical|page\"", out matcher, out _));
        Assert.Equal(MatchOp.Regex, matcher.Op);
    }

    [Fact]
    public void The_classic_mode_takes_a_filter_without_the_brace_check()
    {
        Assert.False(Classic.TryParseOne("{a=b}", out _, out string? error));
        Assert.Equal("bad matcher format: {a=b}", error);
    }
}
