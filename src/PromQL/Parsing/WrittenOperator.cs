using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Parsing;

/// <summary>What stood between two operands, before it is known whether it suits them.</summary>
/// <param name="Span">Where the operator and its modifiers stand.</param>
/// <param name="Matching">The modifiers; the default where there are none.</param>
internal sealed record WrittenOperator(SourceSpan Span, VectorMatching Matching);
