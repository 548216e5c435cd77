namespace Tocsin.PromQL.Ast;

/// <summary>The operators between two operands.</summary>
public enum BinaryOp : byte
{
    /// <summary><c>or</c></summary>
    Or,

    /// <summary><c>and</c></summary>
    And,

    /// <summary><c>unless</c></summary>
    Unless,

    /// <summary><c>==</c></summary>
    Equal,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&lt;=</c></summary>
    LessOrEqual,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>&gt;=</c></summary>
    GreaterOrEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&lt;/</c>: a histogram without its observations above a bound.</summary>
    TrimUpper,

    /// <summary><c>&gt;/</c>: a histogram without its observations below a bound.</summary>
    TrimLower,

    /// <summary><c>+</c></summary>
    Add,

    /// <summary><c>-</c></summary>
    Subtract,

    /// <summary><c>*</c></summary>
    Multiply,

    /// <summary><c>/</c></summary>
    Divide,

    /// <summary><c>%</c></summary>
    Modulo,

    /// <summary><c>atan2</c></summary>
    Atan2,

    /// <summary><c>^</c></summary>
    Power,
}

/// <summary>The signs before an operand.</summary>
public enum UnaryOp : byte
{
    /// <summary><c>+</c></summary>
    Plus,

    /// <summary><c>-</c></summary>
    Minus,
}

/// <summary>What the operators are and how they are written.</summary>
public static class Operators
{
    private static readonly string[] Signs =
    [
        "or", "and", "unless", "==", "!=", "<=", "<", ">=", ">", "</", ">/", "+", "-", "*", "/", "%", "atan2", "^",
    ];

    /// <summary>The operator as written.</summary>
    public static string Sign(this BinaryOp op) => Signs[(int)op];

    /// <summary>The sign as written.</summary>
    public static string Sign(this UnaryOp op) => op == UnaryOp.Minus ? "-" : "+";

    /// <summary>True for <c>and</c>, <c>or</c> and <c>unless</c>.</summary>
    public static bool IsSet(this BinaryOp op) => op <= BinaryOp.Unless;

    /// <summary>True for the six that compare, which take <c>bool</c>; the trims do not.</summary>
    public static bool IsComparison(this BinaryOp op) => op is >= BinaryOp.Equal and <= BinaryOp.Greater;

    /// <summary>How strongly it binds, from 1; <c>^</c> binds most and is alone in grouping from the right.</summary>
    public static int Precedence(this BinaryOp op) => op switch
    {
        BinaryOp.Or => 1,
        BinaryOp.And or BinaryOp.Unless => 2,
        <= BinaryOp.TrimLower => 3,
        BinaryOp.Add or BinaryOp.Subtract => 4,
        <= BinaryOp.Atan2 => 5,
        _ => 6,
    };
}
