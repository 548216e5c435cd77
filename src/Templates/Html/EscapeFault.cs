using Tocsin.Templates.Parsing;

namespace Tocsin.Templates.Html;

/// <summary>Why a template cannot be escaped safely.</summary>
internal sealed record EscapeFault(string Description)
{
    /// <summary>The node it was found at; null until the walk is back at one.</summary>
    public Node? At { get; init; }

    /// <summary>The text that <see cref="At"/> points into.</summary>
    public TemplateSource? Source { get; init; }

    /// <summary>The same fault at a place, unless it already has one: the innermost place says most.</summary>
    public EscapeFault LocatedAt(Node node, TemplateSource source) =>
        At is null ? this with { At = node, Source = source } : this;

    /// <summary>As Go words it: <c>html/template:name:line:column: …</c>.</summary>
    public TemplateError ToError(string entryName)
    {
        if (At is null || Source is null)
        {
            return new TemplateError(entryName, 0, 0, $"html/template:{entryName}: {Description}");
        }

        (int line, int column) = Source.Locate(At.Position);
        return new TemplateError(Source.Name, line, column, $"html/template:{Source.Describe(At.Position)}: {Description}");
    }
}
