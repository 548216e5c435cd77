using Tocsin.Templates.Parsing;

namespace Tocsin.Templates;

/// <summary>
/// What contextual escaping gave: templates that call escapers at the end of their pipelines, or a fault.
/// </summary>
/// <remarks>
/// The seam to HTML mode is one call, <c>HtmlEscaper.Escape(TemplateTrees trees, string entryName)</c>. The result holds
/// all templates that the entry reaches; a template used in a second context has a derived name, such as
/// <c>name$htmltemplate_stateURL</c>, and calls are retargeted to it.
/// </remarks>
/// <param name="Trees">The escaped templates, or null after a fault.</param>
/// <param name="Error">The fault, worded as Go's <c>html/template</c> does, or null.</param>
public sealed record EscapeResult(TemplateTrees? Trees, TemplateError? Error);
