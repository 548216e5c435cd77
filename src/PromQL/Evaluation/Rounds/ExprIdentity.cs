using System.Diagnostics.CodeAnalysis;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Preparation;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>
/// Prepared expressions that always have the same value, wherever they stand. Stricter than their own equality, for
/// which -0 and 0 are one.
/// </summary>
internal sealed class ExprIdentity : IEqualityComparer<Expr>
{
    public static readonly ExprIdentity Instance = new();

    public bool Equals(Expr? x, Expr? y) =>
        ReferenceEquals(x, y) || (x is not null && y is not null && x.Equals(y) && HaveSameNumbers(x, y));

    public int GetHashCode([DisallowNull] Expr obj) => obj.GetHashCode();

    // The two are of one shape.
    private static bool HaveSameNumbers(Expr left, Expr right)
    {
        switch (left, right)
        {
            case (NumberLiteral one, NumberLiteral other):
                return BitConverter.DoubleToInt64Bits(one.Value) == BitConverter.DoubleToInt64Bits(other.Value);
            case (StepInvariantExpr one, StepInvariantExpr other):
                return HaveSameNumbers(one.Inner, other.Inner);
            case (BinaryExpr { Matching: { } one }, BinaryExpr { Matching: { } other })
                when Bits(one.FillLeft) != Bits(other.FillLeft) || Bits(one.FillRight) != Bits(other.FillRight):
                return false;
        }

        ValueList<Expr> children = left.Children();
        ValueList<Expr> others = right.Children();
        for (int i = 0; i < children.Count; i++)
        {
            if (!HaveSameNumbers(children[i], others[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static long Bits(double? number) => BitConverter.DoubleToInt64Bits(number ?? 0);
}
