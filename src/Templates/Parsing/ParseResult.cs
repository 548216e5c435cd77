using System.Collections.Immutable;

namespace Tocsin.Templates.Parsing;

/// <summary>What parsing one text gave: its templates, or why it is not a template.</summary>
/// <param name="Trees">The text's own template first, then its definitions in order; empty after an error.</param>
/// <param name="Error">The first fault (Go stops there too), or null.</param>
public sealed record ParseResult(ImmutableArray<TemplateTree> Trees, TemplateError? Error)
{
    /// <summary>True if the text parsed.</summary>
    public bool IsOk => Error is null;
}

/// <summary>How to parse.</summary>
/// <param name="IsFunction">Which function names are known; a call of another is an error. Null: every name is.</param>
/// <param name="KeepComments">Keep comments as nodes, which nothing but printing needs.</param>
public sealed record ParseOptions(Func<string, bool>? IsFunction = null, bool KeepComments = false);

/// <summary>Ends parsing; caught by the parser's entry, so it never leaves the folder.</summary>
internal sealed class ParseFaultException(Token at, string message) : Exception(message)
{
    public Token At { get; } = at;
}
