using System.Collections.Immutable;
using Tocsin.Model.Labels;
using Tocsin.Templates.Data;
using Tocsin.Templates.Execution;
using Tocsin.Templates.Functions;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates;

/// <summary>A text that defines templates.</summary>
/// <param name="Name">
/// What errors call it: the last part of the file's path, or "" for the built-in ones, as upstream.
/// </param>
/// <param name="Text">The text.</param>
public sealed record TemplateFile(string Name, string Text);

/// <summary>How the output of a template is escaped.</summary>
public enum TemplateMode
{
    /// <summary>Not at all.</summary>
    Text,

    /// <summary>By the context that each value stands in, as Go's <c>html/template</c> does.</summary>
    Html,
}

/// <summary>What parsing template files gave.</summary>
/// <param name="Set">The templates of the files that parsed.</param>
/// <param name="Errors">The first fault of every file that did not.</param>
public sealed record TemplateSetResult(TemplateSet Set, ImmutableArray<TemplateError> Errors)
{
    /// <summary>True if every file parsed.</summary>
    public bool IsOk => Errors.IsEmpty;
}

/// <summary>What compiling a text gave.</summary>
/// <param name="Template">The template, or null after a fault.</param>
/// <param name="Error">The fault, or null.</param>
public sealed record CompileResult(CompiledTemplate? Template, TemplateError? Error);

/// <summary>
/// The templates of a configuration. Immutable and safe to share; fields of receivers are compiled against it once, when
/// the configuration is loaded.
/// </summary>
public sealed class TemplateSet
{
    /// <summary>No templates, but all functions.</summary>
    public static readonly TemplateSet Empty = new(TemplateTrees.Empty);

    private static readonly ParseOptions Options = new(FunctionTable.Text.ContainsKey);
    private readonly ProgramSet _programs;

    private TemplateSet(TemplateTrees trees)
    {
        Trees = trees;
        _programs = ProgramSet.Empty.With(trees.All, FunctionTable.Text);
    }

    /// <summary>The names of the templates, in ordinal order.</summary>
    public IEnumerable<string> Names => Trees.Names;

    /// <summary>The parse trees.</summary>
    public TemplateTrees Trees { get; }

    /// <summary>Parses files; a later definition of a name replaces an earlier one, unless it is empty.</summary>
    public static TemplateSetResult Parse(IEnumerable<TemplateFile> files)
    {
        TemplateTrees trees = TemplateTrees.Empty;
        var errors = ImmutableArray.CreateBuilder<TemplateError>();
        foreach (TemplateFile file in files)
        {
            ParseResult parsed = Parser.Parse(new TemplateSource(file.Name, file.Text), Options);
            trees = trees.Define(parsed.Trees);
            if (parsed.Error is not null)
            {
                errors.Add(parsed.Error);
            }
        }

        return new TemplateSetResult(new TemplateSet(trees), errors.ToImmutable());
    }

    /// <summary>Compiles a field of the configuration; definitions inside it hold for this template only.</summary>
    public CompileResult Compile(string text, TemplateMode mode = TemplateMode.Text)
    {
        ParseResult parsed = Parser.Parse(new TemplateSource("", text), Options);
        if (parsed.Error is not null)
        {
            return new CompileResult(null, parsed.Error);
        }

        TemplateTrees trees = Trees.Define(parsed.Trees);
        // Text that is empty, or nothing but space, never replaces a template in a set, but here it is the entry.
        trees = trees.With(parsed.Trees[0]);
        if (mode == TemplateMode.Html)
        {
            return CompileHtml(trees);
        }

        IEnumerable<TemplateTree> own = parsed.Trees.Where(tree => ReferenceEquals(trees.Find(tree.Name), tree));
        ProgramSet programs = _programs.With(own, FunctionTable.Text);
        return new CompileResult(new CompiledTemplate(this, (mode, trees), programs), null);
    }

    /// <summary>
    /// Renders the route labels of a notification, which may be templates that refer to each other; what comes out is
    /// for data with <see cref="NotificationData.RouteLabelsRendered"/>.
    /// </summary>
    /// <returns>The labels that rendered, and the fault of each that did not.</returns>
    public (LabelSet Labels, ImmutableArray<TemplateError> Errors) RenderRouteLabels(
        NotificationData data, TemplateContext context)
    {
        var rendered = new LabelSetBuilder();
        var errors = ImmutableArray.CreateBuilder<TemplateError>();
        foreach (LabelSet.Label label in data.RouteLabels)
        {
            CompiledTemplate template = Compile($"{{{{ routeLabels {GoStrings.Quote(label.NameText)} }}}}").Template!;
            TemplateResult result = template.Execute(data, context);
            if (result.Error is null)
            {
                rendered.Add(label.NameText, result.Text);
            }
            else
            {
                errors.Add(result.Error);
            }
        }

        return (rendered.Build(), errors.ToImmutable());
    }

    private CompileResult CompileHtml(TemplateTrees trees)
    {
        EscapeResult escaped = Html.HtmlEscaper.Escape(trees, "");
        if (escaped.Trees is null)
        {
            return new CompileResult(null, escaped.Error);
        }

        ProgramSet programs = ProgramSet.Empty.With(escaped.Trees.All, FunctionTable.Html);
        return new CompileResult(new CompiledTemplate(this, (TemplateMode.Html, trees), programs), null);
    }
}
