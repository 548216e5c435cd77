namespace Tocsin.PromQL.Parsing;

/// <summary>
/// Bounds on the form of an expression, so that no text makes the parser, or anything that walks the tree, run out of
/// stack. Upstream has none; expressions that people and their tools write stay far below.
/// </summary>
public static class ParserLimits
{
    /// <summary>How deep parentheses, calls, aggregations and signs may nest.</summary>
    public const int NestingMax = 250;

    /// <summary>How high the tree may be; a chain <c>a or b or c</c> is as high as it has operators.</summary>
    public const int HeightMax = 1000;

    /// <summary>How many faults of one text are kept.</summary>
    public const int ErrorsMax = 20;
}
