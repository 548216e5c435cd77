namespace Tocsin.PromQL.Ast;

/// <summary>Walks over trees.</summary>
public static class TreeWalk
{
    /// <summary>
    /// The expressions directly below one, in the order in which upstream visits them: an aggregation's vector before its
    /// parameter. Duration expressions belong to their selector and are not among them.
    /// </summary>
    public static ValueList<Expr> Children(this Expr node) => node switch
    {
        AggregateExpr { Parameter: { } parameter } aggregate => [aggregate.Inner, parameter],
        AggregateExpr aggregate => [aggregate.Inner],
        BinaryExpr binary => [binary.Left, binary.Right],
        CallExpr call => call.Arguments,
        SubqueryExpr subquery => [subquery.Inner],
        ParenExpr paren => [paren.Inner],
        UnaryExpr unary => [unary.Inner],
        MatrixSelector matrix => [matrix.Selector],
        _ => [],
    };

    /// <summary>
    /// The computed durations of a node itself: of its range, its step and its offset; of a duration expression, its
    /// operands.
    /// </summary>
    public static ValueList<Expr> Durations(this Expr node) => node switch
    {
        VectorSelector selector => Present(selector.Offset.Expression, null, null),
        MatrixSelector matrix => Present(matrix.Range.Expression, null, null),
        SubqueryExpr subquery =>
            Present(subquery.Range.Expression, subquery.Step?.Expression, subquery.Offset.Expression),
        DurationExpr duration => Present(duration.Left, duration.Right, null),
        _ => [],
    };

    private static ValueList<Expr> Present(Expr? first, Expr? second, Expr? third)
    {
        ValueList<Expr> list = first is null ? [] : [first];
        list = second is null ? list : list.Add(second);
        return third is null ? list : list.Add(third);
    }
}
