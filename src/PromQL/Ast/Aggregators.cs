namespace Tocsin.PromQL.Ast;

/// <summary>The aggregations.</summary>
public enum AggregateOp : byte
{
    /// <summary><c>avg</c></summary>
    Avg,

    /// <summary><c>bottomk</c></summary>
    BottomK,

    /// <summary><c>count</c></summary>
    Count,

    /// <summary><c>count_values</c></summary>
    CountValues,

    /// <summary><c>group</c></summary>
    Group,

    /// <summary><c>max</c></summary>
    Max,

    /// <summary><c>min</c></summary>
    Min,

    /// <summary><c>quantile</c></summary>
    Quantile,

    /// <summary><c>stddev</c></summary>
    StdDev,

    /// <summary><c>stdvar</c></summary>
    StdVar,

    /// <summary><c>sum</c></summary>
    Sum,

    /// <summary><c>topk</c></summary>
    TopK,

    /// <summary><c>limitk</c>, experimental</summary>
    LimitK,

    /// <summary><c>limit_ratio</c>, experimental</summary>
    LimitRatio,
}

/// <summary>What the aggregations are called and take.</summary>
public static class Aggregators
{
    private static readonly string[] Names =
    [
        "avg", "bottomk", "count", "count_values", "group", "max", "min", "quantile", "stddev", "stdvar", "sum", "topk",
        "limitk", "limit_ratio",
    ];

    /// <summary>The aggregation as written.</summary>
    public static string Name(this AggregateOp op) => Names[(int)op];

    /// <summary>The type of the parameter before the vector; none for most.</summary>
    public static ExpressionType ParameterType(this AggregateOp op) => op switch
    {
        AggregateOp.CountValues => ExpressionType.Text,
        AggregateOp.BottomK or AggregateOp.TopK or AggregateOp.Quantile
            or AggregateOp.LimitK or AggregateOp.LimitRatio => ExpressionType.Scalar,
        _ => ExpressionType.None,
    };

    /// <summary>True for <c>limitk</c> and <c>limit_ratio</c>.</summary>
    public static bool IsExperimental(this AggregateOp op) => op >= AggregateOp.LimitK;
}
