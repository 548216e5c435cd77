using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Annotations;

/// <summary>How much an annotation matters.</summary>
public enum AnnotationKind : byte
{
    /// <summary>The result is probably not what was meant.</summary>
    Warning,

    /// <summary>Something that may explain the result.</summary>
    Info,
}

/// <summary>Something to be told beside a result. Immutable.</summary>
/// <param name="Kind">How much it matters.</param>
/// <param name="Text">What is told, without the place; two with one text are one.</param>
/// <param name="Span">The part of the expression that gave rise to it.</param>
public record Annotation(AnnotationKind Kind, string Text, SourceSpan Span)
{
    /// <summary>The text as the API answers it: with <c>PromQL warning: </c> or <c>PromQL info: </c> and the place.</summary>
    /// <param name="query">The expression's text, or empty for no place.</param>
    public virtual string Render(string query) =>
        (Kind == AnnotationKind.Warning ? "PromQL warning: " : "PromQL info: ")
        + (query.Length == 0 ? Text : $"{Detail()} ({Span.Place(query)})");

    /// <summary>This one when an earlier one has the same text.</summary>
    internal virtual Annotation After(Annotation earlier) => this;

    /// <summary>The text with what only the final message says.</summary>
    protected virtual string Detail() => Text;
}
