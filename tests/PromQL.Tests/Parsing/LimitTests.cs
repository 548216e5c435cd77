using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Rounds;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Printing;
using Tocsin.PromQL.Tests.Functions;
using Tocsin.TestKit.Series;

namespace Tocsin.PromQL.Tests.Parsing;

/// <summary>What is too deep is refused, and what is not does not need more stack than a thread has.</summary>
public sealed class LimitTests
{
    // Half of what the smallest thread of the runtime has.
    private const int StackBytes = 768 * 1024;

    [Theory]
    [InlineData("(", "up", ")")]
    [InlineData("abs(", "up", ")")]
    [InlineData("sum(", "up", ")")]
    [InlineData("-", "up", "")]
    [InlineData("up[1h:", "", "]")]
    [InlineData("up[(", "5m", ")]")]
    [InlineData("1 ^ ", "1", "")]
    [InlineData("(1 + -", "1", ")")]
    public void Whatever_nests_ten_thousand_levels_is_refused(string open, string middle, string close) =>
        OnSmallStack(() =>
        {
            string text = Repeat(open, 10_000) + middle + Repeat(close, 10_000);
            Assert.False(ExpressionParser.Parse(text, ParserOptions.Everything).IsOk);
        });

    [Theory]
    [InlineData("up", " + up")]
    [InlineData("1", " + 1")]
    [InlineData("rate(up[5m])", "[5m:]")]
    [InlineData("up[5m", " + 5m")]
    public void A_chain_of_a_hundred_thousand_is_refused(string first, string next) => OnSmallStack(() =>
    {
        string text = first + Repeat(next, 100_000) + (first.Contains("[5m", StringComparison.Ordinal) && next[1] == '+' ? "]" : "");
        Assert.Equal(
            $"expression has more than {ParserLimits.HeightMax} levels",
            ExpressionParser.Parse(text, ParserOptions.Everything).Error?.Message);
    });

    [Fact]
    public void Two_hundred_parentheses_and_a_chain_of_seven_hundred_are_walked_on_a_small_stack() => OnSmallStack(() =>
    {
        string text = Repeat("abs((", 100) + "up" + Repeat("))", 100) + Repeat(" or up", 700);
        ParseResult<Expr> result = ExpressionParser.Parse(text);
        Assert.True(result.IsOk, result.Error?.ToString());
        Assert.Equal(text, result.Value.ToString());
        Assert.Equal(result.Value, ExpressionParser.Parse(PrettyPrinter.Print(result.Value)).Value);
        Assert.Equal(result.Value.GetHashCode(), ExpressionParser.Parse(text).Value!.GetHashCode());
    });

    [Theory]
    [InlineData("vector(1)", " + vector(1)", 990, "{} 991")]
    [InlineData("vector(1)", " or vector(2)", 990, "{} 1")]
    [InlineData("1", " + 1", 990, null)]
    public void The_longest_chain_is_evaluated_on_a_small_stack(string first, string next, int count, string? element) =>
        OnSmallStack(() =>
        {
            string text = first + Repeat(next, count);
            Assert.Equal(element is null ? 991 : Evaluated.One(text), Evaluated.One(text));
            Assert.True(element is null || Evaluated.Vector(text).SequenceEqual([element]));
        });

    [Theory]
    [InlineData("vector(1)", " + vector(1)")]
    [InlineData("vector(1)", " or vector(2)")]
    [InlineData("time()", " + 1")]
    public void A_round_leaves_the_longest_chain_to_the_plain_evaluator(string first, string next) =>
        OnSmallStack(() =>
        {
            string text = first + Repeat(next, 990);
            var rounds = new RoundEvaluator(new EngineOptions(), new MemorySeries(), TimeProvider.System);
            using Round round = rounds.Begin(0);
            QueryResult result = round.Evaluate(text, ExpressionParser.Parse(text).Value!, CancellationToken.None);
            Assert.Null(result.Error);
            Assert.Equal(1, rounds.PlainAnswers);
        });

    [Theory]
    [InlineData("abs(", "vector(-1)", ")")]
    [InlineData("sum(", "vector(1)", ")")]
    [InlineData("-(", "vector(-1)", ")")]
    public void The_deepest_nesting_is_evaluated_on_a_small_stack(string open, string middle, string close) =>
        OnSmallStack(() => Assert.Equal(1, Math.Abs(Evaluated.One(Repeat(open, 120) + middle + Repeat(close, 120)))));

    [Fact]
    public void Of_many_faults_the_first_are_kept()
    {
        ParseResult<Expr> result = ExpressionParser.Parse("up" + Repeat(" + sum()", 100));
        Assert.Equal(ParserLimits.ErrorsMax, result.Errors.Length);
        Assert.Equal("1:6", result.Error!.Place);
    }

    [Fact]
    public void Ten_thousand_comments_are_one_gap() => OnSmallStack(() =>
        Assert.Equal("up", ExpressionParser.Parse(Repeat("# x\n", 10_000) + "up").Value?.ToString()));

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static void OnSmallStack(Action body)
    {
        Exception? fault = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    body();
                }
                catch (Exception thrown)
                {
                    fault = thrown;
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        Assert.True(fault is null, fault?.ToString());
    }
}
