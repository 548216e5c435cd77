using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;

namespace Tocsin.PromQL.Tests.Parsing;

/// <summary>What is read, and as what: the canonical form tells how a text was understood.</summary>
public sealed class AcceptedTests
{
    [Theory]
    [InlineData("1", "1")]
    [InlineData(".5e2", "50")]
    [InlineData("0x1F", "31")]
    [InlineData("017", "15")]
    [InlineData("089", "89")]
    [InlineData("1_000_000", "1000000")]
    [InlineData("0x_ff", "255")]
    [InlineData("123456789012345678901234567890", "123456789012345680000000000000")]
    [InlineData("+iNf", "+Inf")]
    [InlineData("-INF", "-Inf")]
    [InlineData("nan", "NaN")]
    [InlineData("- -7", "7")]
    [InlineData("5m", "5m")]
    [InlineData("-1d36h", "-2d12h")]
    [InlineData("60s", "1m")]
    public void A_number_or_a_duration_is_a_scalar(string text, string printed)
    {
        Expr expression = Accept(text, printed);
        Assert.Equal(ExpressionType.Scalar, expression.Type);
    }

    [Theory]
    [InlineData("-1 ^ 2", "-1 ^ 2", typeof(UnaryExpr))]
    [InlineData("-2 * 3", "-2 * 3", typeof(BinaryExpr))]
    [InlineData("-a[5m:]", "-a[5m:]", null)]
    [InlineData("a or b and c", "a or b and c", typeof(BinaryExpr))]
    public void Signs_bind_like_multiplication(string text, string printed, Type? root)
    {
        ParseResult<Expr> result = ExpressionParser.Parse(text);
        Assert.Equal(root is null, !result.IsOk);
        Assert.True(root is null || (result.Value!.GetType() == root && result.Value.ToString() == printed));
    }

    [Theory]
    [InlineData("1 + 2 * 3 ^ 4 ^ 5", "(1 + (2 * (3 ^ (4 ^ 5))))")]
    [InlineData("1 - 2 - 3", "((1 - 2) - 3)")]
    [InlineData("8 / 4 % 3 atan2 2", "(((8 / 4) % 3) atan2 2)")]
    [InlineData("a or b unless c and d or e", "((a or ((b unless c) and d)) or e)")]
    [InlineData("a > b == c + d", "((a > b) == (c + d))")]
    [InlineData("2 ^ -a * b", "((2 ^ (-a)) * b)")]
    [InlineData("-a ^ 2", "(-(a ^ 2))")]
    [InlineData("- -a + b", "((-(-a)) + b)")]
    [InlineData("h </ 5 + 1 >/ 2", "((h </ (5 + 1)) >/ 2)")]
    public void Operators_group_by_precedence(string text, string grouped) =>
        Assert.Equal(grouped, Grouped(Accept(text, null)));

    [Theory]
    [InlineData("up", "up")]
    [InlineData("UP:sum", "UP:sum")]
    [InlineData(":up", ":up")]
    [InlineData("up{}", "up")]
    [InlineData("up{job='a',}", "up{job=\"a\"}")]
    [InlineData("up{z=\"1\", b!=`2`, a!~\"3\", c=~\"4\"}", "up{a!~\"3\",b!=\"2\",c=~\"4\",z=\"1\"}")]
    [InlineData("{\"disk.free\", \"the label\"=\"x\"}", "{\"the label\"=\"x\",__name__=\"disk.free\"}")]
    [InlineData("{__name__=~\"node_.+\"}", "{__name__=~\"node_.+\"}")]
    [InlineData("up{sum=\"1\",by=\"2\",offset=\"3\"}", "up{by=\"2\",offset=\"3\",sum=\"1\"}")]
    [InlineData("up # the target answers\n{ # which\njob=\"a\"}", "up{job=\"a\"}")]
    [InlineData("sum{a=\"b\"}", "sum{a=\"b\"}")]
    public void A_selector_is_a_name_and_conditions(string text, string printed) =>
        Assert.Equal(ExpressionType.Vector, Accept(text, printed).Type);

    [Theory]
    [InlineData("and and and", "and and and")]
    [InlineData("by + without", "by + without")]
    [InlineData("offset offset 5m", "offset offset 5m")]
    [InlineData("sum by (sum, On, bool, group_left) (start)", "sum by (sum, On, bool, group_left) (start)")]
    [InlineData("fill + fill_left", "fill + fill_left")]
    [InlineData("step + range + end", "step + range + end")]
    public void Keywords_are_names_where_a_name_is_due(string text, string printed) => Accept(text, printed);

    [Theory]
    [InlineData("up offset 5m", "up offset 5m")]
    [InlineData("up offset -5m", "up offset -5m")]
    [InlineData("up offset 90", "up offset 1m30s")]
    [InlineData("up offset 0", "up")]
    [InlineData("up @ 1.5 offset 1m", "up @ 1.500 offset 1m")]
    [InlineData("up offset 1m @ -1", "up @ -1.000 offset 1m")]
    [InlineData("up[5m] offset 1m @ start()", "up[5m] @ start() offset 1m")]
    [InlineData("up @ end()", "up @ end()")]
    [InlineData("up @ 1h", "up @ 3600.000")]
    [InlineData("up[300]", "up[5m]")]
    [InlineData("up[0x10]", "up[16s]")]
    [InlineData("up[1h:]", "up[1h:]")]
    [InlineData("up[1h:5m] offset 1d", "up[1h:5m] offset 1d")]
    [InlineData("rate(up[5m])[1h:1m]", "rate(up[5m])[1h:1m]")]
    [InlineData("up offset 5m + up", "up offset 5m + up")]
    [InlineData("up[5m] smoothed offset 1m", "up[5m] smoothed offset 1m")]
    [InlineData("up smoothed", "up smoothed")]
    [InlineData("up anchored [5m]", "up[5m] anchored")]
    public void Time_is_shifted_fixed_and_ranged(string text, string printed) => Accept(text, printed);

    [Theory]
    [InlineData("up[5m + 10s]", "up[5m + 10s]")]
    [InlineData("up[2*3*1m:step()]", "up[2 * 3 * 1m:step()]")]
    [InlineData("up[(5)]", "up[(5)]")]
    [InlineData("up[-(5m) + 10m]", "up[-(5m) + 10m]")]
    [InlineData("up[max_of(step(), 5m)]", "up[max_of(step(), 5m)]")]
    [InlineData("up[MIN_OF(1, 2 ^ -2)]", "up[min_of(1, 2 ^ -2)]")]
    [InlineData("up offset (1m + 1m)", "up offset (1m + 1m)")]
    [InlineData("up offset -range()", "up offset -range()")]
    [InlineData("up offset -2 ^ 2", "up offset -2s ^ 2")]
    [InlineData("up offset (5m) * 2", "up offset (5m) * 2")]
    public void Durations_are_computed(string text, string printed) => Accept(text, printed);

    [Theory]
    [InlineData("sum(up)", "sum(up)")]
    [InlineData("sum(up) by (job,)", "sum by (job) (up)")]
    [InlineData("SUM by () (up)", "sum(up)")]
    [InlineData("sum without () (up)", "sum without () (up)")]
    [InlineData("topk(2 * 3, up)", "topk(2 * 3, up)")]
    [InlineData("count_values by (\"a.b\") (\"v\", up)", "count_values by (\"a.b\") (\"v\", up)")]
    [InlineData("limit_ratio(-0.5, up)", "limit_ratio(-0.5, up)")]
    public void Aggregations_take_their_labels_before_or_behind(string text, string printed) => Accept(text, printed);

    [Theory]
    [InlineData("a + on (x, y,) b", "a + on (x, y) b")]
    [InlineData("a + ignoring () b", "a + b")]
    [InlineData("a + on () b", "a + on () b")]
    [InlineData("a / ignoring (x) group_left b", "a / ignoring (x) group_left () b")]
    [InlineData("a > bool on (x) group_right (\"y.z\") b", "a > bool on (x) group_right (\"y.z\") b")]
    [InlineData("a + fill(5) b", "a + fill (5) b")]
    [InlineData("a + fill_right(1e30) fill_left(-1) b", "a + fill_left (-1) fill_right (1e+30) b")]
    [InlineData("a + fill_left(2m) fill_right(120) b", "a + fill (120) b")]
    [InlineData("a and on (x) b", "a and on (x) b")]
    public void Matching_is_told_behind_the_operator(string text, string printed) => Accept(text, printed);

    [Fact]
    public void Sets_match_many_to_many_and_scalars_not_at_all()
    {
        var set = (BinaryExpr)Accept("a unless b", null);
        Assert.Equal(MatchCardinality.ManyToMany, set.Matching!.Cardinality);
        var scaled = (BinaryExpr)Accept("a * 2", null);
        Assert.Null(scaled.Matching);
    }

    [Theory]
    [InlineData("\"a\\tb\\x41\\101\\u00e4\\U0001F600\"", "a\tbAAä😀")]
    [InlineData("'it\\'s \"so\"'", "it's \"so\"")]
    [InlineData("`a\\b\nc`", "a\\b\nc")]
    [InlineData("\"\\xc3\\xa4\"", "ä")]
    public void A_string_is_what_its_escapes_say(string text, string value) =>
        Assert.Equal(value, Assert.IsType<StringLiteral>(Accept(text, null)).Value);

    [Fact]
    public void A_byte_that_is_no_text_stays_one()
    {
        Expr literal = Accept("'\\xff\\xe4z\\xc3\\xa4'", "\"\\xff\\xe4zä\"");
        Assert.Equal("\uDCFF\uDCE4zä", Assert.IsType<StringLiteral>(literal).Value);
    }

    [Theory]
    [InlineData("info(up)")]
    [InlineData("info(up, {})")]
    [InlineData("info(up, {\"k8s.pod\"!=\"\",__name__=~\".+_info\"})")]
    [InlineData("label_join(up, \"a\", \",\")")]
    [InlineData("label_join(up, \"a\", \",\", \"b\", \"c\")")]
    [InlineData("histogram_quantiles(up, \"q\", 0.5, 0.9, 0.99)")]
    [InlineData("max_of(start(), step()) + range()")]
    [InlineData("hour() + vector(minute()) == bool time() + pi()")]
    public void Calls_take_what_the_function_takes(string text)
    {
        string written = text.Replace("vector(minute())", "vector(scalar(minute()))", StringComparison.Ordinal);
        Accept(written, written);
    }

    [Fact]
    public void Spans_cover_modifiers_and_parentheses()
    {
        const string Text = "sum by (a) (x[5m:1m] offset 1h) + (y @ 5)";
        ParseResult<Expr> refused = ExpressionParser.Parse(Text);
        Assert.Equal(new SourceSpan(12, 30), refused.Error!.Span);
        var sum = (BinaryExpr)Accept("sum(x) + (y offset 1h)", null);
        Assert.Equal(new SourceSpan(0, 6), sum.Left.Span);
        Assert.Equal(new SourceSpan(9, 22), sum.Right.Span);
        Assert.Equal(new SourceSpan(10, 21), ((ParenExpr)sum.Right).Inner.Span);
    }

    [Fact]
    public void A_name_before_the_braces_is_the_last_condition()
    {
        var selector = (VectorSelector)Accept("up{job=\"a\"}", null);
        Assert.Equal(["job", "__name__"], selector.Matchers.Select(m => m.Name));
        Assert.Equal("up", selector.Name);
    }

    [Fact]
    public void The_dot_of_a_condition_matches_a_newline()
    {
        var selector = (VectorSelector)Accept("up{text=~\"a.b\"}", null);
        Assert.True(selector.Matchers[0].Matches("a\nb"));
    }

    [Theory]
    [InlineData("up{job=\"a\"}", 2)]
    [InlineData("{}", 0)]
    [InlineData("sum", 1)]
    [InlineData("{\"a.b\"}", 1)]
    public void A_selector_alone_may_match_everything(string text, int matchers) =>
        Assert.Equal(matchers, ExpressionParser.ParseSelector(text).Value!.Matchers.Count);

    [Theory]
    [InlineData("up[5m]", "1:3: parse error: unexpected \"[\"")]
    [InlineData("1", "1:1: parse error: unexpected number \"1\"")]
    [InlineData("up{a=\"(\"}", "1:4: parse error: error parsing regexp: missing closing ): `(`")]
    public void A_selector_alone_takes_nothing_behind_it(string text, string error)
    {
        string written = text.Replace("a=", "a=~", StringComparison.Ordinal);
        Assert.Equal(error, ExpressionParser.ParseSelector(written).Error?.ToString());
    }

    private static Expr Accept(string text, string? printed)
    {
        ParseResult<Expr> result = ExpressionParser.Parse(text, ParserOptions.Everything);
        Assert.True(result.IsOk, $"{text}: {result.Error}");
        Assert.True(printed is null || printed == result.Value.ToString(), $"{text} printed {result.Value}");
        return result.Value;
    }

    private static string Grouped(Expr node) => node switch
    {
        BinaryExpr binary => $"({Grouped(binary.Left)} {binary.Op.Sign()} {Grouped(binary.Right)})",
        UnaryExpr unary => $"({unary.Op.Sign()}{Grouped(unary.Inner)})",
        _ => node.ToString(),
    };
}
