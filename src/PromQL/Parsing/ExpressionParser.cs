using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Parsing;

/// <summary>Reads the language: a text goes in, a tree or the faults come out. Stateless and thread-safe.</summary>
public static class ExpressionParser
{
    /// <summary>Reads an expression and checks its types.</summary>
    public static ParseResult<Expr> Parse(string text, ParserOptions? options = null) =>
        new Parser(text, options ?? ParserOptions.Default).ParseExpression();

    /// <summary>
    /// Reads a selector alone, <c>up{job="api"}</c>, without modifiers: what the API takes as <c>match[]</c>. It may match
    /// everything.
    /// </summary>
    public static ParseResult<VectorSelector> ParseSelector(string text) =>
        new Parser(text, ParserOptions.Default).ParseSelector();
}
