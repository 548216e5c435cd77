using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Printing;

namespace Tocsin.PromQL.Tests.Parsing;

public sealed class ParserProperties
{
    [Fact]
    public void What_the_grammar_makes_parses_and_prints_as_an_equal_tree() =>
        Prop.ForAll(Arb.From(Generated.Valid), text =>
        {
            ParseResult<Expr> first = ExpressionParser.Parse(text, ParserOptions.Everything);
            Assert.True(first.IsOk, $"{text}: {first.Error}");
            ParseResult<Expr> again = ExpressionParser.Parse(first.Value.ToString(), ParserOptions.Everything);
            Assert.True(again.IsOk, $"{first.Value}: {again.Error}");
            Assert.Equal(Sorted(first.Value), again.Value);
            Assert.Equal(Sorted(first.Value).GetHashCode(), again.Value.GetHashCode());
            Assert.Equal(again.Value, Read(PrettyPrinter.Print(first.Value)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Nothing_that_anyone_writes_throws() =>
        Prop.ForAll(Arb.From(Gen.OneOf(Generated.Rubbish, Generated.Broken)), IsAnswered)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(8_000));

    [Fact]
    public void No_bytes_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => IsAnswered(System.Text.Encoding.Latin1.GetString(bytes))
            && IsAnswered("up{a=\"" + System.Text.Encoding.Latin1.GetString(bytes)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    // Either a tree whose text means the same, or faults that lie in the text.
    private static bool IsAnswered(string text)
    {
        ParseResult<Expr> result = ExpressionParser.Parse(text, ParserOptions.Everything);
        ExpressionParser.ParseSelector(text);
        if (result.IsOk)
        {
            PrettyPrinter.Print(result.Value);
            return result.Value.ToString().Length > 0;
        }

        return result.Errors.Length is > 0 and <= ParserLimits.ErrorsMax && result.Errors.All(e =>
            e.Message.Length > 0 && e.Span.From >= 0 && e.Span.From <= e.Span.To && e.Span.To <= Math.Max(text.Length, 0));
    }

    private static Expr Read(string text)
    {
        ParseResult<Expr> result = ExpressionParser.Parse(text, ParserOptions.Everything);
        Assert.True(result.IsOk, $"{text}: {result.Error}");
        return result.Value;
    }

    // Printing puts conditions in the order of their texts; the name stays last.
    private static Expr Sorted(Expr node) => node switch
    {
        AggregateExpr aggregate => aggregate with
        {
            Inner = Sorted(aggregate.Inner),
            Parameter = aggregate.Parameter is { } parameter ? Sorted(parameter) : null,
        },
        BinaryExpr binary => binary with { Left = Sorted(binary.Left), Right = Sorted(binary.Right) },
        CallExpr call => call with { Arguments = [.. call.Arguments.Select(Sorted)] },
        MatrixSelector matrix => matrix with { Selector = (VectorSelector)Sorted(matrix.Selector) },
        ParenExpr paren => paren with { Inner = Sorted(paren.Inner) },
        SubqueryExpr subquery => subquery with { Inner = Sorted(subquery.Inner) },
        UnaryExpr unary => unary with { Inner = Sorted(unary.Inner) },
        VectorSelector selector => selector with { Matchers = [.. SortedMatchers(selector)] },
        _ => node,
    };

    private static IEnumerable<LabelMatcher> SortedMatchers(VectorSelector selector)
    {
        int written = selector.Matchers.Count - (selector.Name.Length > 0 ? 1 : 0);
        ImmutableArray<LabelMatcher> all = [.. selector.Matchers];
        return [.. all[..written].OrderBy(Text, StringComparer.Ordinal), .. all[written..]];
    }

    private static string Text(LabelMatcher matcher) => new VectorSelector(default, "", [matcher]).ToString();
}
