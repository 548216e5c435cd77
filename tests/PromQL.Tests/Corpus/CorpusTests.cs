using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Parsing;
using Tocsin.PromQL.Printing;

namespace Tocsin.PromQL.Tests.Corpus;

/// <summary>Upstream's scripts: every evaluation in them is of an expression that parses, even those that then fail.</summary>
public sealed class CorpusTests
{
    [Fact]
    public void Every_expression_of_the_scripts_parses()
    {
        IReadOnlyList<(string Place, string Text)> expressions = ScriptLines.Expressions();
        Assert.Equal(2214, expressions.Count);
        Assert.All(expressions, e =>
        {
            ParseResult<Expr> result = ExpressionParser.Parse(e.Text, ParserOptions.Everything);
            Assert.True(result.IsOk, $"{e.Place}: {e.Text}: {result.Error}");
        });
    }

    [Fact]
    public void Every_expression_of_the_scripts_prints_as_what_parses_and_prints_alike() =>
        Assert.All(ScriptLines.Expressions(), e =>
        {
            string once = Read(e.Text).ToString();
            Assert.Equal(once, Read(once).ToString());
            Assert.Equal(once, Read(PrettyPrinter.Print(Read(e.Text))).ToString());
        });

    private static Expr Read(string text)
    {
        ParseResult<Expr> result = ExpressionParser.Parse(text, ParserOptions.Everything);
        Assert.True(result.IsOk, $"{text}: {result.Error}");
        return result.Value;
    }
}
