using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Evaluation.Preparation;

/// <summary>A part that is the same at every step, so that one evaluation does for all. Only prepared trees have it.</summary>
/// <param name="Inner">The part.</param>
internal sealed record StepInvariantExpr(Expr Inner) : Expr(Inner.Span)
{
    public override ExpressionType Type => Inner.Type;
}
