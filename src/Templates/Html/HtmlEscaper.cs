using Tocsin.Templates.Parsing;

namespace Tocsin.Templates.Html;

/// <summary>
/// Go's contextual auto-escaping: finds out in which context of HTML, JavaScript or CSS each action prints, and ends its
/// pipeline in the escapers which make any value harmless there.
/// </summary>
/// <remarks>
/// Done once when templates are compiled. Trees are immutable, so the given ones stay as they are and the result shares
/// what it did not change.
/// </remarks>
// Source: Go html/template, its documentation and behaviour (Go 1.26).
public static class HtmlEscaper
{
    /// <summary>Escapes a template and all that it calls.</summary>
    /// <param name="trees">The templates by name.</param>
    /// <param name="entryName">The one that will be executed; it starts and must end in text.</param>
    /// <returns>
    /// All templates that the entry reaches. One called in another context than text is there under a derived name, with
    /// its callers calling it by that name.
    /// </returns>
    public static EscapeResult Escape(TemplateTrees trees, string entryName)
    {
        var walk = new TemplateWalk(trees);
        HtmlContext end = walk.EscapeCall(HtmlContext.Start, entryName).After;
        if (end is { IsError: false, State: not HtmlState.Text })
        {
            end = HtmlContext.Failed($"ends in a non-text context: {end}");
        }

        return end.Fault is { } fault
            ? new EscapeResult(null, fault.ToError(entryName))
            : new EscapeResult(TemplateTrees.Empty.With(walk.Rewritten), null);
    }
}
