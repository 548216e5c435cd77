using System.Collections.Immutable;
using Tocsin.Model.Labels;
using Tocsin.Templates.Data;
using Tocsin.Templates.Execution;
using Tocsin.Templates.Functions;
using Tocsin.Templates.Parsing;
using Tocsin.Templates.Values;

namespace Tocsin.Templates;

/// <summary>What a rule's template starts with: its dot.</summary>
/// <param name="Labels"><c>.Labels</c>, the labels of the element.</param>
/// <param name="ExternalLabels"><c>.ExternalLabels</c>.</param>
/// <param name="ExternalUrl"><c>.ExternalURL</c>.</param>
/// <param name="Value"><c>.Value</c>.</param>
public sealed record RuleTemplateData(LabelSet Labels, LabelSet ExternalLabels, string ExternalUrl, GoValue Value)
{
    /// <summary>The value that templates see.</summary>
    internal GoValue ToValue() => new RuleDataValue(this);
}

/// <summary>
/// A label or an annotation of a rule: Go's template language with Prometheus's functions, and
/// <c>$labels $externalLabels $externalURL $value</c> declared before the text. Immutable; any number of threads may
/// execute it at once.
/// </summary>
public sealed class RuleTemplate
{
    // Source: Prometheus rules, AlertingRule.Eval. Errors tell columns with this in front.
    private const string Prelude = "{{$labels := .Labels}}{{$externalLabels := .ExternalLabels}}"
        + "{{$externalURL := .ExternalURL}}{{$value := .Value}}";

    private const int PreludeNodes = 4;

    private static readonly ParseOptions Options = new(FunctionTable.Rules.ContainsKey);

    // Made at the first execution, since most texts of rules are never executed: threads that meet here make the same.
    private ProgramSet? _programs;

    private RuleTemplate(ImmutableArray<TemplateTree> trees) => Trees = trees;

    /// <summary>How many characters stand before the text in the positions of nodes.</summary>
    public static int PreludeLength => Prelude.Length;

    /// <summary>The parse trees: the text's own first, with the prelude, then its definitions.</summary>
    public ImmutableArray<TemplateTree> Trees { get; }

    /// <summary>The text's own nodes, after the prelude's.</summary>
    public ReadOnlySpan<Node> Body => Trees[0].Root.Nodes.AsSpan()[PreludeNodes..];

    /// <summary>Compiles a text.</summary>
    /// <param name="name">What errors call it; upstream uses <c>__alert_</c> and the alert's name.</param>
    /// <param name="text">The text.</param>
    /// <returns>The template, or why the text is none.</returns>
    public static (RuleTemplate? Template, TemplateError? Error) Compile(string name, string text)
    {
        ParseResult parsed = Parser.Parse(new TemplateSource(name, Prelude + text), Options);
        return parsed.IsOk ? (new RuleTemplate(parsed.Trees), null) : (null, parsed.Error);
    }

    /// <summary>Executes the template; a fault of the template is a result, never an exception.</summary>
    public TemplateResult Execute(RuleTemplateData data, TemplateContext context)
    {
        ProgramSet programs = _programs ??=
            ProgramSet.Empty.With(TemplateTrees.Empty.With(Trees).All, FunctionTable.Rules);
        TemplateProgram entry = programs.Find(Trees[0].Name)!;
        return Run.Execute(new RunStart(programs, context, RouteLabels.None), entry, data.ToValue());
    }
}
