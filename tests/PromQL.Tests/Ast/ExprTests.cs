using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Tests.Ast;

public sealed class ExprTests
{
    [Fact]
    public void Expressions_are_equal_wherever_they_stand()
    {
        Expr here = Sum(new SourceSpan(0, 9), 300_000);
        Expr there = Sum(new SourceSpan(40, 49), 300_000);
        Assert.Equal(here, there);
        Assert.Equal(here.GetHashCode(), there.GetHashCode());
    }

    [Fact]
    public void Expressions_that_mean_something_else_differ() =>
        Assert.NotEqual(Sum(default, 300_000), Sum(default, 300_001));

    [Theory]
    [InlineData("abc", 0, "1:1")]
    [InlineData("a\nbc", 3, "2:2")]
    [InlineData("ä + b", 4, "1:6")]
    [InlineData("", 0, "unknown position")]
    [InlineData("a", 2, "invalid position")]
    public void A_place_is_a_line_and_a_column_in_bytes(string text, int from, string place) =>
        Assert.Equal(place, new SourceSpan(from, from + 1).Place(text));

    private static AggregateExpr Sum(SourceSpan span, long rangeMs)
    {
        var selector = new VectorSelector(span, "up", [LabelMatcher.Create(MatchOp.Equal, "__name__", "up")]);
        var range = new MatrixSelector(span, selector, new DurationValue(rangeMs));
        Assert.True(FunctionTable.TryGet("rate", out FunctionSignature? rate));
        return new AggregateExpr(span, AggregateOp.Sum, new CallExpr(span, rate, [range]), null) { Grouping = ["job"] };
    }
}
