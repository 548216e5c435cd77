using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Evaluation.Planning;

/// <summary>A part of an expression that is evaluated elsewhere, at the instants of the whole.</summary>
public sealed class PushedPart
{
    internal PushedPart(string text, Expr expression) => (Text, Expression) = (text, expression);

    /// <summary>The part, in the language.</summary>
    public string Text { get; }

    internal Expr Expression { get; }
}
