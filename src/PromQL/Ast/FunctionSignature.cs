namespace Tocsin.PromQL.Ast;

/// <summary>What a function is called, takes and gives.</summary>
/// <param name="Name">The name.</param>
/// <param name="ReturnType">What it evaluates to.</param>
/// <param name="ArgumentTypes">The arguments' types; the last one's holds for all that are repeated.</param>
public sealed record FunctionSignature(string Name, ExpressionType ReturnType, ValueList<ExpressionType> ArgumentTypes)
{
    /// <summary>
    /// How often the last argument may be written: 0 for exactly once, N for up to N times or not at all, -1 for any
    /// number of times or not at all.
    /// </summary>
    public int Variadic { get; init; }

    /// <summary>True if a server must allow it by <c>promql-experimental-functions</c>.</summary>
    public bool IsExperimental { get; init; }

    /// <summary>The fewest arguments.</summary>
    public int ArgumentsMin => Variadic == 0 ? ArgumentTypes.Count : ArgumentTypes.Count - 1;

    /// <summary>The most arguments.</summary>
    public int ArgumentsMax => Variadic < 0 ? int.MaxValue : ArgumentsMin + Variadic;

    /// <summary>The type that the argument at an index must have.</summary>
    public ExpressionType ArgumentType(int index) => ArgumentTypes[Math.Min(index, ArgumentTypes.Count - 1)];
}
