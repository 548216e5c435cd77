using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Annotations;

/// <summary>What another server told beside a result, in its own words.</summary>
/// <param name="Kind">How much it matters.</param>
/// <param name="Text">What it told, the place included.</param>
public sealed record RelayedAnnotation(AnnotationKind Kind, string Text) : Annotation(Kind, Text, default(SourceSpan))
{
    /// <inheritdoc/>
    public override string Render(string query) => Text;
}
