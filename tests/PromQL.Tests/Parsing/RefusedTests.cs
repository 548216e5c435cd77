using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Parsing;

/// <summary>What is refused, in the words and at the places that upstream's API has.</summary>
public sealed class RefusedTests
{
    [Theory]
    [InlineData("", "unknown position: no expression found in input")]
    [InlineData(" # nothing", "1:1: no expression found in input")]
    [InlineData("up up", "1:4: unexpected identifier \"up\"")]
    [InlineData("ä", "1:1: unexpected character: 'ä'")]
    [InlineData("\"ä\" ~", "1:6: unexpected character: '~'")]
    [InlineData("up\n+ )", "2:4: unexpected right parenthesis ')'")]
    [InlineData("(up", "1:4: unclosed left parenthesis")]
    [InlineData("up[5m", "1:6: unclosed left bracket")]
    [InlineData("up]", "1:3: unexpected right bracket ']'")]
    [InlineData("up{", "1:4: unexpected end of input inside braces")]
    [InlineData("up{{", "1:4: unexpected left brace '{'")]
    [InlineData("up =~ 5", "1:4: unexpected character after '=': '~'")]
    [InlineData("up ! 5", "1:4: unexpected character after '!': ' '")]
    [InlineData("up * > 5", "1:6: unexpected <op:>>")]
    [InlineData("up + sum", null)]
    [InlineData("1 2", "1:3: unexpected number \"2\"")]
    [InlineData("up \"a longer text\"", "1:4: unexpected string \"\\\"a longer \"...")]
    [InlineData("up 5m", "1:4: unexpected duration \"5m\"")]
    [InlineData("up a:b", "1:4: unexpected metric identifier \"a:b\"")]
    [InlineData("up +", "1:5: unexpected end of input")]
    [InlineData("bool", "1:1: unexpected <bool>")]
    [InlineData("a + group_left b", "1:5: unexpected <group_left>")]
    public void Stray_characters_and_words(string text, string? error) => Refuse(text, error);

    [Theory]
    [InlineData("sum(up up)", "1:8: unexpected identifier \"up\" in aggregation")]
    [InlineData("sum by (a) up", "1:12: unexpected identifier \"up\" in aggregation")]
    [InlineData("sum(up) by 5", "1:12: unexpected number \"5\" in grouping opts, expected \"(\"")]
    [InlineData("sum by (5) (up)", "1:9: unexpected number \"5\" in grouping opts, expected label")]
    [InlineData("sum by (a b) (up)", "1:11: unexpected identifier \"b\" in grouping opts, expected \",\" or \")\"")]
    [InlineData("sum by (without) (up)", "1:9: unexpected <without> in grouping opts, expected label")]
    [InlineData("sum by (\"\") (up)", "1:9: invalid label name for grouping: \"\"")]
    [InlineData("sum by (\"\\xff\") (up)", "1:9: invalid label name for grouping: \"\\xff\"")]
    [InlineData("a + on b", "1:8: unexpected identifier \"b\" in grouping opts, expected \"(\"")]
    [InlineData("a + on (x) group_left , b", "1:23: unexpected \",\" in grouping opts, expected \"(\"")]
    [InlineData(
        "up offset up",
        "1:11: unexpected identifier \"up\" in offset, expected number, duration, step(), or range()")]
    [InlineData(
        "up offset (5m) + up",
        "1:18: unexpected identifier \"up\" in offset, expected number, duration, step(), or range()")]
    [InlineData("up @ up", "1:6: unexpected identifier \"up\" in @, expected timestamp")]
    [InlineData("up @ start", "1:11: unexpected end of input in @, expected timestamp")]
    [InlineData(
        "up[]",
        "1:4: unexpected \"]\" in subquery or range selector, expected number, duration, step(), or range()")]
    [InlineData("up[5m \"a\"]", "1:7: unexpected string \"\\\"a\\\"\" in subquery or range, expected \":\" or \"]\"")]
    [InlineData(
        "up[5m:\"a\"]",
        "1:7: unexpected string \"\\\"a\\\"\" in subquery selector, expected number, duration, step(), range(), or \"]\"")]
    [InlineData("up[5m:1m 1m]", "1:10: unexpected duration \"1m\" in subquery selector, expected \"]\"")]
    [InlineData("up{5}", "1:4: unexpected character inside braces: '5'")]
    [InlineData("up{,}", "1:4: unexpected \",\" in label matching, expected identifier or \"}\"")]
    [InlineData("up{a}", "1:5: unexpected \"}\" in label matching, expected label matching operator")]
    [InlineData("up{a==\"b\"}", "1:6: unexpected \"=\" in label matching, expected string")]
    [InlineData("up{a=b}", "1:6: unexpected identifier \"b\" in label matching, expected string")]
    [InlineData("up{\"a\" b}", "1:8: unexpected identifier \"b\" in label matching, expected \",\" or \"}\"")]
    public void Stray_words_are_told_with_their_place_in_the_grammar(string text, string error) => Refuse(text, error);

    [Theory]
    [InlineData("1x", "1:1: bad number or duration syntax: \"1\"")]
    [InlineData("5mx", "1:1: bad number or duration syntax: \"5mx\"")]
    [InlineData("1.2.3", "1:1: bad number or duration syntax: \"1.2.\"")]
    [InlineData("1e", "1:1: bad number or duration syntax: \"1e\"")]
    [InlineData("1__0", "1:1: bad number or duration syntax: \"1__\"")]
    [InlineData("1e999", "1:1: error parsing number: strconv.ParseFloat: parsing \"1e999\": value out of range")]
    [InlineData(
        "0xFFFFFFFFFFFFFFFFFF",
        "1:1: error parsing number: strconv.ParseFloat: parsing \"0xFFFFFFFFFFFFFFFFFF\": invalid syntax")]
    [InlineData("1.5h", "1:1: unknown unit \".\" in duration \"1.5h\"")]
    [InlineData("1m1h", "1:1: not a valid duration string: \"1m1h\"")]
    [InlineData("300y", "1:1: duration out of range")]
    [InlineData("up[0]", "1:4: duration must be greater than 0")]
    [InlineData("up[-5m]", "1:4: duration must be greater than 0")]
    [InlineData("up[5m:0s]", "1:7: duration must be greater than 0")]
    [InlineData("up[1m / 0]", "1:7: division by zero")]
    [InlineData("up[1m % 0s]", "1:7: modulo by zero")]
    [InlineData("up[1e10]", "1:4: duration out of range")]
    [InlineData("up offset -1e10", "1:11: duration out of range")]
    [InlineData("up offset NaN", "1:11: duration out of range")]
    [InlineData("up @ Inf", "1:1: timestamp out of bounds for @ modifier: +Inf")]
    [InlineData("up @ 1e19", "1:1: timestamp out of bounds for @ modifier: 10000000000000000000.000000")]
    public void Numbers_and_durations_without_a_value(string text, string error) => Refuse(text, error);

    [Theory]
    [InlineData("\"a", "1:1: unterminated quoted string")]
    [InlineData("'a\nb'", "1:1: unterminated quoted string")]
    [InlineData("`a", "1:1: unterminated raw string")]
    [InlineData("\"\\q\"", "1:1: unknown escape sequence U+0071 'q'")]
    [InlineData("\"\\'\"", "1:1: unknown escape sequence U+0027 '''")]
    [InlineData("\"\\\n\"", "1:1: unknown escape sequence U+000A")]
    [InlineData("\"\\x4g\"", "1:1: illegal character U+0067 'g' in escape sequence")]
    [InlineData("\"\\u12", "1:1: escape sequence not terminated")]
    [InlineData("\"\\uD800\"", "1:1: escape sequence is an invalid Unicode code point")]
    [InlineData("\"\\400\"", "1:1: escape sequence is an invalid Unicode code point")]
    [InlineData("\"\uFFFD\"", "1:1: invalid UTF-8 rune")]
    public void Strings_that_do_not_end_or_escape_nothing(string text, string error) => Refuse(text, error);

    [Theory]
    [InlineData("1 and up", "1:1: set operator \"and\" not allowed in binary scalar expression")]
    [InlineData("1 == 1", "1:3: comparisons between scalars must use BOOL modifier")]
    [InlineData("up + bool up", "1:4: bool modifier can only be used on comparison operators")]
    [InlineData("up </ bool up", "1:4: bool modifier can only be used on comparison operators")]
    [InlineData("\"a\" + 1", "1:1: binary expression must contain only scalar and instant vector types")]
    [InlineData("up + up[5m]", "1:6: binary expression must contain only scalar and instant vector types")]
    [InlineData("up + on (a) 1", "1:1: vector matching only allowed between instant vectors")]
    [InlineData("up + fill(1) 1", "1:1: filling in missing series only allowed between instant vectors")]
    [InlineData("a and fill(1) b", "1:1: filling in missing series not allowed for set operators")]
    [InlineData("a or on (x) group_left b", "1:1: no grouping allowed for \"or\" operation")]
    [InlineData("a + on (x) group_left (x) b", "1:3: label \"x\" must not occur in ON and GROUP clause at once")]
    [InlineData(
        "-\"a\"",
        "1:1: unary expression only allowed on expressions of type scalar or instant vector, got \"string\"")]
    [InlineData(
        "-up[5m]",
        "1:1: unary expression only allowed on expressions of type scalar or instant vector, got \"range vector\"")]
    [InlineData("up[5m][1m:]", "1:1: subquery is only allowed on instant vector, got matrix instead")]
    [InlineData("sum(1)", "1:5: expected type instant vector in aggregation expression, got scalar")]
    [InlineData("topk(up, up)", "1:6: expected type scalar in aggregation parameter, got instant vector")]
    [InlineData("count_values(1, up)", "1:14: expected type string in aggregation parameter, got scalar")]
    [InlineData("rate(up)", "1:6: expected type range vector in call to function \"rate\", got instant vector")]
    [InlineData("rate()", "1:1: expected 1 argument(s) in call to \"rate\", got 0")]
    [InlineData("round()", "1:1: expected at least 1 argument(s) in call to \"round\", got 0")]
    [InlineData("hour(a, b)", "1:1: expected at most 1 argument(s) in call to \"hour\", got 2")]
    [InlineData("time(5)", "1:1: expected 0 argument(s) in call to \"time\", got 1")]
    [InlineData("info(up, up)", "1:10: expected label selectors only, got vector selector instead")]
    [InlineData("info(up, abs(up))", "1:10: expected label selectors only")]
    [InlineData("info({}, {})", "1:6: vector selector must contain at least one non-empty matcher")]
    [InlineData("{}", "1:1: vector selector must contain at least one non-empty matcher")]
    [InlineData("{a=~\".*\",b=\"\"}", "1:1: vector selector must contain at least one non-empty matcher")]
    [InlineData("up{__name__=\"x\"}", "1:1: metric name must not be set twice: \"up\" or \"x\"")]
    public void Parts_that_do_not_fit_each_other(string text, string error) => Refuse(text, error);

    [Theory]
    [InlineData("nosuch(up)", "1:1: unknown function with name \"nosuch\"")]
    [InlineData("Rate(up[5m])", "1:1: unknown function with name \"Rate\"")]
    [InlineData("abs(up,)", "1:7: trailing commas not allowed in function call args")]
    [InlineData("sum()", "1:1: no arguments for aggregate expression provided")]
    [InlineData("sum(a, b)", "1:1: wrong number of arguments for aggregate expression provided, expected 1, got 2")]
    [InlineData("topk(up)", "1:1: wrong number of arguments for aggregate expression provided, expected 2, got 1")]
    [InlineData("(up)[5m]", "1:5: ranges only allowed for vector selectors")]
    [InlineData("up offset 1m [5m]", "1:14: no offset modifiers allowed before range")]
    [InlineData("up @ 1 [5m]", "1:8: no @ modifiers allowed before range")]
    [InlineData("up offset 1m offset 2m", "1:1: offset may not be set multiple times")]
    [InlineData("up @ 1 @ start()", "1:1: @ <timestamp> may not be set multiple times")]
    [InlineData(
        "1 offset 5m",
        "1:1: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery")]
    [InlineData(
        "sum(up) @ 1",
        "1:1: @ modifier must be preceded by an instant vector selector or range vector selector or a subquery")]
    [InlineData("up{a=~\"*\"}", "1:4: error parsing regexp: missing argument to repetition operator: `*`")]
    [InlineData("up{a=~\"a)|(b\"}", "1:4: error parsing regexp: unexpected ): `a)|(b`")]
    [InlineData("up[5m] smoothed anchored", "1:1: anchored and smoothed modifiers cannot be used together")]
    [InlineData("up[5m:] smoothed", "1:1: smoothed modifier is not supported for subqueries")]
    [InlineData("1 anchored", "1:1: anchored modifier not implemented")]
    public void Things_that_have_no_sense(string text, string error) => Refuse(text, error);

    [Theory]
    [InlineData("up[5m] anchored", "1:1: anchored modifier is experimental and not enabled")]
    [InlineData("a + fill(0) b", "1:1: binop fill modifiers are experimental and not enabled")]
    [InlineData(
        "limitk(1, up)",
        "1:1: limitk() is experimental and must be enabled with --enable-feature=promql-experimental-functions")]
    [InlineData("mad_over_time(up[5m])", "1:1: function \"mad_over_time\" is not enabled")]
    public void Experiments_must_be_allowed(string text, string error)
    {
        Assert.Equal(error, Told(ExpressionParser.Parse(text)));
        Assert.True(ExpressionParser.Parse(text, ParserOptions.Everything).IsOk);
    }

    [Fact]
    public void A_fault_reads_as_the_api_tells_it() => Assert.Equal(
        "2:3: parse error: unexpected <op:*>", ExpressionParser.Parse("up\n+ * 2").Error?.ToString());

    [Fact]
    public void Half_a_surrogate_pair_is_no_text() => Refuse("\"\uD800\"", "1:1: invalid UTF-8 rune");

    [Fact]
    public void Duration_expressions_can_be_forbidden()
    {
        var options = new ParserOptions { AllowDurationExpressions = false };
        Assert.Equal(
            "1:4: experimental duration expression is not enabled",
            Told(ExpressionParser.Parse("up[5m + 5m]", options)));
        Assert.True(ExpressionParser.Parse("up[5m] offset -5m", options).IsOk);
    }

    [Fact]
    public void Several_faults_of_sense_are_all_told()
    {
        ParseResult<Expr> result = ExpressionParser.Parse("rate(up) + nosuch() + sum()");
        Assert.Null(result.Value);
        Assert.Equal(["1:12", "1:23"], result.Errors.Select(e => e.Place));
        Assert.Equal(2, ExpressionParser.Parse("rate(up) + abs(1)").Errors.Length);
    }

    private static void Refuse(string text, string? error) =>
        Assert.Equal(error, Told(ExpressionParser.Parse(text, ParserOptions.Everything)));

    private static string? Told(ParseResult<Expr> result) => result.Error is { } fault ? $"{fault.Place}: {fault.Message}" : null;
}
