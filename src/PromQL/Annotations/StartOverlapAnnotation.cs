using System.Globalization;
using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Annotations;

/// <summary>A counter claims to have started before its previous sample.</summary>
/// <param name="Text">What is told.</param>
/// <param name="Span">The counter's expression.</param>
/// <param name="Occurrences">How many windows had it.</param>
internal sealed record StartOverlapAnnotation(string Text, SourceSpan Span, int Occurrences = 1)
    : Annotation(AnnotationKind.Warning, Text, Span)
{
    internal override Annotation After(Annotation earlier) => earlier is StartOverlapAnnotation other
        ? other with { Occurrences = other.Occurrences + Occurrences }
        : this;

    protected override string Detail() => Occurrences > 1
        ? string.Create(CultureInfo.InvariantCulture, $"{Text} ({Occurrences} occurrences)")
        : Text;
}
