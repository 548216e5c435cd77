using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Templates;
using Tocsin.Templates.Parsing;

namespace Tocsin.Rules.Texts;

/// <summary>A label or an annotation of an alerting rule: its name and its template, compiled. Immutable.</summary>
public sealed class RuleText
{
    private const int StackChars = 256;

    private readonly string? _constant;
    private readonly TextPiece[]? _pieces;
    private readonly RuleTemplate? _template;

    private RuleText(string name, string text, string alert)
    {
        (Name, Text, Alert) = (name, text, alert);
        if (!text.Contains("{{", StringComparison.Ordinal))
        {
            _constant = text;
            return;
        }

        (RuleTemplate? template, ParseError) = RuleTemplate.Compile("__alert_" + alert, text);
        if (template is null)
        {
            return;
        }

        _pieces = TextPieceCompiler.Compile(template);
        if (_pieces is null)
        {
            _template = template;
            CallsQuery = TextCalls.Has(template.Trees, "query");
            CallsNow = TextCalls.Has(template.Trees, "now");
            return;
        }

        _constant = Array.TrueForAll(_pieces, piece => piece is ConstantPiece)
            ? string.Concat(_pieces.Select(piece => ((ConstantPiece)piece).Content))
            : null;
    }

    /// <summary>The name of the label or annotation.</summary>
    public string Name { get; }

    /// <summary>The template as written.</summary>
    public string Text { get; }

    /// <summary>True if it expands to the same text always.</summary>
    public bool IsConstant => _constant is not null;

    /// <summary>True if it asks for series, so that it may change while the element stays the same.</summary>
    public bool CallsQuery { get; }

    /// <summary>True if it asks for the time, so that it may change while the element stays the same.</summary>
    public bool CallsNow { get; }

    /// <summary>Why the text is no template, or null. A column counts from 0, with upstream's prelude in front.</summary>
    public TemplateError? ParseError { get; }

    /// <summary>The template; null if the text is none.</summary>
    // The tree takes many times what the pieces take, and these hardly ever need it: for values that are no numbers.
    internal RuleTemplate? Template => _template ?? RuleTemplate.Compile("__alert_" + Alert, Text).Template;

    private string Alert { get; }

    /// <summary>Compiles a template. A text that does not parse is told by each expansion, as upstream does.</summary>
    /// <param name="name">The name of the label or annotation.</param>
    /// <param name="text">The template.</param>
    /// <param name="alert">The name of the alert, which errors tell.</param>
    public static RuleText Compile(string name, string text, string alert = "") => new(name, text, alert);

    /// <summary>
    /// The text for one element of the rule's result. After a fault it is upstream's
    /// <c>&lt;error expanding template: …&gt;</c>.
    /// </summary>
    // Source: Prometheus rules, AlertingRule.Eval; template, Expander.Expand.
    public RuleTextResult Expand(RuleTextElement element, RuleTextScope scope)
    {
        if (_constant is not null)
        {
            return new RuleTextResult(_constant, null);
        }

        if (_pieces is not null && TryExpand(element, scope) is { } quick)
        {
            return new RuleTextResult(quick, null);
        }

        if (ParseError is not null)
        {
            return Failed("parsing", ParseError);
        }

        var source = new RuleTextSource(scope);
        var data = new RuleTemplateData(
            element.Labels, scope.ExternalLabels, scope.ExternalUrl, RuleTextSource.ValueOf(element));
        TemplateResult result = Template!.Execute(data, source.ToContext());
        return result.Error is null ? new RuleTextResult(result.Text, null) : Failed("executing", result.Error);
    }

    private string? TryExpand(in RuleTextElement element, RuleTextScope scope)
    {
        var text = new TextBuffer(stackalloc char[StackChars]);
        bool done = true;
        foreach (TextPiece piece in _pieces!)
        {
            done = done && piece.TryAppend(ref text, element, scope);
        }

        string? expanded = done ? text.Finish() : null;
        text.Dispose();
        return expanded;
    }

    private RuleTextResult Failed(string what, TemplateError error)
    {
        string message = $"error {what} template __alert_{Alert}: {error.Message}";
        return new RuleTextResult($"<error expanding template: {message}>", message);
    }
}

/// <summary>What expanding gave.</summary>
/// <param name="Text">The text; after a fault, upstream's words for it in its place.</param>
/// <param name="Error">What is wrong with the template, or null.</param>
public readonly record struct RuleTextResult(string Text, string? Error);

/// <summary>One element of the rule's result, as templates see it: <c>.Labels</c> and <c>.Value</c>.</summary>
/// <param name="Labels">The labels that the query gave, the metric's name among them.</param>
/// <param name="Value">The value; a histogram's is NaN here.</param>
public readonly record struct RuleTextElement(LabelSet Labels, double Value)
{
    /// <summary>The histogram, if the value is one.</summary>
    public FloatHistogram? Histogram { get; init; }
}
