namespace Tocsin.PromQL.Ast;

/// <summary>What an expression evaluates to.</summary>
public enum ExpressionType : byte
{
    /// <summary>Nothing; no expression that was parsed has it.</summary>
    None,

    /// <summary>One number.</summary>
    Scalar,

    /// <summary>An instant vector: series with one sample each, at one instant.</summary>
    Vector,

    /// <summary>A range vector: series with their samples of a span of time.</summary>
    Matrix,

    /// <summary>One text; only literals have it.</summary>
    Text,
}

/// <summary>The names of the types.</summary>
public static class ExpressionTypes
{
    /// <summary>As the query API and the AST's JSON write it.</summary>
    public static string Name(this ExpressionType type) => type switch
    {
        ExpressionType.Scalar => "scalar",
        ExpressionType.Vector => "vector",
        ExpressionType.Matrix => "matrix",
        ExpressionType.Text => "string",
        _ => "none",
    };

    /// <summary>As the documentation and error messages write it.</summary>
    public static string DocumentedName(this ExpressionType type) => type switch
    {
        ExpressionType.Vector => "instant vector",
        ExpressionType.Matrix => "range vector",
        _ => type.Name(),
    };
}
