using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Parsing;

/// <summary>A fault in an expression's text.</summary>
/// <param name="Span">Where it is.</param>
/// <param name="Place">The same as <c>line:column</c>, from 1.</param>
/// <param name="Message">What is wrong, in upstream's words where tools compare them.</param>
public sealed record ParseError(SourceSpan Span, string Place, string Message)
{
    /// <summary>The whole message as the API answers it: <c>1:5: parse error: …</c></summary>
    public override string ToString() => $"{Place}: parse error: {Message}";
}

/// <summary>What parsing one text gave.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="Value">What was read, or null after any fault.</param>
/// <param name="Errors">
/// The faults in the order found, at most <see cref="ParserLimits.ErrorsMax"/>; the first is the one that upstream reports.
/// </param>
public sealed record ParseResult<T>(T? Value, ImmutableArray<ParseError> Errors)
    where T : class
{
    /// <summary>True if the text parsed.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsOk => Errors.IsEmpty && Value is not null;

    /// <summary>The first fault, or null.</summary>
    public ParseError? Error => Errors.IsEmpty ? null : Errors[0];
}
