using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Policies;

namespace Tocsin.Rules.Tests.Policies;

public sealed class DataExpressionTests
{
    [Theory]
    [InlineData("up == 0", "up")]
    [InlineData("0 < up", "up")]
    [InlineData("up", "up")]
    [InlineData("sum by (job) (rate(x[5m])) > 5", "sum by (job) (rate(x[5m]))")]
    [InlineData("count(up == 0) > 2", "count(up)")]
    [InlineData("a > on (job) group_left (x) b", "a and on (job) b")]
    [InlineData("a / b > 0.1", "a / b")]
    [InlineData("a > 1 and on () hour() > 8", "a")]
    [InlineData("a > 1 unless b", "a")]
    [InlineData("a > 1 or b > 2", "a or b")]
    [InlineData("a > bool 1", "a > bool 1")]
    [InlineData("absent(up)", "vector(1)")]
    [InlineData("absent_over_time(up[5m]) > 0", "vector(1)")]
    [InlineData("-(a > 1)", "-(a)")]
    [InlineData("max_over_time((a > 1)[5m:1m]) > 3", "max_over_time((a)[5m:1m])")]
    [InlineData("clamp_max(a > 1, 5)", "clamp_max(a, 5)")]
    public void Conditions_are_taken_out_and_data_are_left(string written, string expected) =>
        Assert.Equal(expected, DataExpression.Of(Parse(written)).ToString());

    [Fact]
    public void A_number_that_stands_in_for_a_side_is_data_too() =>
        Assert.Equal(
            "a or b",
            DataExpression.Of(ExpressionParser.Parse(
                "a > fill(0) b", ParserOptions.Default with { AllowFillModifiers = true }).Value!).ToString());

    [Fact]
    public void An_expression_without_conditions_stays_the_same_object()
    {
        Expr expression = Parse("sum(rate(x[5m])) / ignoring (a) sum(y) + 1");
        Assert.Same(expression, DataExpression.Of(expression));
    }

    private static Expr Parse(string text) => ExpressionParser.Parse(text).Value!;
}
